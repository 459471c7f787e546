namespace Keyway.Engine.Workflows;

/// <summary>What <c>steps.trigger</c> holds when the trigger is HTTP.</summary>
internal static class TriggerFields
{
    public static readonly string[] Parts = ["event", "context"];
    public static readonly string[] Event = ["method", "path", "url", "query", "headers", "body", "raw_body", "client_ip", "auth"];
    public static readonly string[] Context = ["id", "trace_id", "ts", "workflow_id", "workflow_name", "version", "replay", "test"];

    /// <summary>Headers that are credentials whoever sends them.</summary>
    public static readonly string[] CredentialHeaders = ["authorization", "cookie", "proxy-authorization"];
}

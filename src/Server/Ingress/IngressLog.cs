namespace Keyway.Server.Ingress;

public static partial class IngressLog
{
    /// <summary>The exception's kind and place; its message may quote what a caller sent.</summary>
    [LoggerMessage(1001, LogLevel.Error, "A request to {Workflow} met a defect: {Kind} {Place}")]
    public static partial void Defect(ILogger log, string? workflow, string kind, string? place);
}

using System.Net;
using Keyway.Engine.Runs;
using Keyway.Engine.Triggers;

namespace Keyway.Server.Ingress;

/// <summary>A deployed HTTP trigger with what each request needs worked out once, when it is deployed.</summary>
public sealed class TriggerDoor
{
    private static readonly string[] AlwaysCredentials = ["authorization", "cookie", "proxy-authorization"];

    public TriggerDoor(Deployed deployed, Trigger.Http trigger)
    {
        Deployed = deployed;
        Trigger = trigger;
        CredentialHeaders = HeaderThatProves(trigger.Auth) is { } own ? [.. AlwaysCredentials, own.ToLowerInvariant()] : AlwaysCredentials;
    }

    public Deployed Deployed { get; }
    public Trigger.Http Trigger { get; }
    public string Workflow => Deployed.Workflow.Name;

    /// <summary>Lower-case names of the headers whose values are born as credentials.</summary>
    public IReadOnlyCollection<string> CredentialHeaders { get; }

    public bool Admits(IPAddress? client)
    {
        if (Trigger.Ip.Count == 0) return true;
        if (client is null) return false;
        foreach (var range in Trigger.Ip)
            if (range.Contains(client)) return true;
        return false;
    }

    // Only what proves: a webhook's id and time stay data, since a workflow wants the id as its idempotency key.
    private static string? HeaderThatProves(TriggerAuth auth) => auth switch
    {
        TriggerAuth.ApiKey key => key.Header,
        TriggerAuth.Hmac hmac => Signature.HeaderOf(hmac.Form),
        _ => null,
    };
}

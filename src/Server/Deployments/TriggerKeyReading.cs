using Keyway.Engine.Secrets;
using Keyway.Engine.Triggers;
using Keyway.Engine.Values;
using Keyway.Secrets;

namespace Keyway.Server.Deployments;

/// <summary>A trigger's keys from where they live: a secret store, or the environment. Read for each request; the resolver caches.</summary>
public sealed class TriggerKeyReading(SecretResolver resolver, Func<Value> environment, string tenant)
{
    public async ValueTask<SecretValue?> Read(string workflow, KeySource source, CancellationToken ct)
    {
        switch (source)
        {
            case KeySource.Environment variable:
                return environment()[variable.Name].Reveal() is { } value ? new(value) : null;
            case KeySource.Reference reference:
                return await resolver.Read(new(tenant, workflow, reference.Secret), fresh: false, ct) is SecretLookup.Found found
                    && found.Value.Labelled(new Label(reference.Secret.Name)).Reveal() is { } text
                    ? new(text)
                    : null;
            default:
                return null;
        }
    }
}

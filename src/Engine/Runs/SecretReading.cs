using Keyway.Engine.Expressions;
using Keyway.Engine.Secrets;
using Keyway.Engine.Steps;
using Keyway.Engine.Values;
using Keyway.Engine.Workflows;

namespace Keyway.Engine.Runs;

/// <summary>
/// The secrets that one attempt's expressions read, each once. Filling runs without waiting; where it meets a secret not read yet it stops,
/// the secret is read, and it runs again.
/// </summary>
internal sealed class SecretReading(RunEngine engine, ActiveRun run)
{
    /// <summary>An expression that computes ever new references is stopped here.</summary>
    private const int MostSecrets = 100;

    private Dictionary<SecretRef, Value>? _read;

    public EvaluationScope Scope() => new()
    {
        Steps = run.Steps,
        Env = engine.Environment(),
        Now = engine.Time.GetUtcNow(),
        Random = engine.Random,
        Secret = reference => _read is not null && _read.TryGetValue(reference, out var value) ? value : (Value?)null,
    };

    public async ValueTask<Filled> Fill(Template template, EvaluationScope scope, CancellationToken ct)
    {
        while (true)
        {
            var filled = Filling.Fill(template, scope, engine.Limits);
            if (filled is not Filled.NeedsSecret { Reference: var reference }) return filled;
            if (_read?.Count >= MostSecrets) return new Filled.Failed(new("secret_too_many", $"One step may read {MostSecrets} secrets; read them in a loop or as one object."));
            if (await Read(reference, fresh: false, ct) is { } error) return new Filled.Failed(error);
        }
    }

    /// <summary>Reads the attempt's secrets again from their stores; true when one of them is another than before.</summary>
    public async ValueTask<bool> Refresh(CancellationToken ct)
    {
        if (_read is null) return false;
        var changed = false;
        foreach (var (reference, old) in _read.ToArray())
        {
            if (await Read(reference, fresh: true, ct) is null) changed |= _read[reference] != old;
        }
        return changed;
    }

    private async ValueTask<StepError?> Read(SecretRef reference, bool fresh, CancellationToken ct)
    {
        var label = new Label(reference.Name);
        switch (await engine.Secrets(new(engine.Tenant, run.Header.Workflow, reference), fresh, ct))
        {
            case SecretLookup.Found found:
                var value = found.Value.Labelled(label);
                Register(value, label);
                (_read ??= [])[reference] = Containers.Freeze(value);
                return null;
            case SecretLookup.Missing:
                return new("secret_missing", $"The secret store {reference.Store} has no such secret or field as this step asks for. Check the reference.");
            case SecretLookup.Denied:
                return new("secret_denied", $"The secret store {reference.Store} refuses this secret. Check its policy, and the store's setting of what workflows may read.");
            case SecretLookup.Unavailable unavailable:
                return new("secret_unavailable", $"The secret store {reference.Store} did not answer ({unavailable.Code}). Try again, or check the store.", Retryable: true) { RetryAfter = unavailable.RetryAfter };
            default:
                throw new InvalidOperationException("A lookup without a case.");
        }
    }

    private void Register(in Value value, Label label)
    {
        if (value.TryGetObject(out var map))
        {
            foreach (var (_, child) in map) Register(child, label);
        }
        else if (value.TryGetArray(out var list))
        {
            foreach (var child in list) Register(child, label);
        }
        else if (value.Reveal() is { Length: > 0 } text)
        {
            run.Arena.Register(label, text);
        }
    }
}

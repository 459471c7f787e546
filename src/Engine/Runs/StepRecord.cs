using Keyway.Engine.Steps;
using Keyway.Engine.Values;

namespace Keyway.Engine.Runs;

/// <summary>
/// What history holds of an attempt, as one object: <c>input</c>, <c>exports</c> (the return value among them), <c>logs</c>, <c>http</c>,
/// <c>error</c>. Labelled until the redactor writes it.
/// </summary>
internal sealed class StepRecord
{
    public static StepRecord Empty => new();

    public ObjectValue? Input { get; init; }
    private List<string>? _logs;
    private List<Value>? _exchanges;

    public void Take(StepContext context)
    {
        if (context.Logs.Count > 0) _logs = context.Logs;
        if (context.Exchanges.Count > 0) _exchanges = context.Exchanges;
    }

    public Value Succeeded(ObjectValue exports)
    {
        var map = Common();
        map.Set("exports", exports);
        return map;
    }

    public Value Failed(StepError error)
    {
        var map = Common();
        var told = new ObjectValue();
        told.Set("code", error.Code);
        told.Set("message", error.Message);
        if (error.Credential is { } credential) told.Set("credential", credential);
        if (error.HttpStatus is { } status) told.Set("status", status);
        map.Set("error", told);
        return map;
    }

    private ObjectValue Common()
    {
        var map = new ObjectValue();
        if (Input is { Count: > 0 }) map.Set("input", Input);
        if (_logs is not null) map.Set("logs", new ArrayValue([.. _logs.Select(l => (Value)l)]));
        if (_exchanges is not null) map.Set("http", new ArrayValue([.. _exchanges]));
        return map;
    }
}

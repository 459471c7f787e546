using Keyway.Engine.Values;

namespace Keyway.Server.Api;

/// <summary>
/// The fields of a body that may hold secrets, which is why it is no record: each read by name and checked, none repeated in a refusal.
/// A field that nobody knows is refused, so that a misspelt one is not silently passed over.
/// </summary>
public sealed class BodyFields
{
    private readonly ObjectValue _body;

    public BodyFields(ObjectValue body, params string[] known)
    {
        _body = body;
        foreach (var (key, _) in body)
            if (!known.Contains(key)) throw new RefusedException(Problems.InvalidField.Because("The body has a field that this call does not know. It takes: " + string.Join(", ", known) + "."));
    }

    public Value Any(string field) => _body.Get(field);

    public ObjectValue? Object(string field) => Read(field, "an object", static v => v.TryGetObject(out var map) ? map : null);

    public string? Text(string field) => Read(field, "a text", static v => v.TryGetText(out var text) ? text : null);

    public int? Integer(string field, int least)
    {
        var value = _body.Get(field);
        if (value.IsNullish) return null;
        return value.TryGetNumber(out var number) && number == Math.Floor(number) && number >= least && number <= int.MaxValue
            ? (int)number
            : throw Refuse(field, $"a whole number from {least}");
    }

    public bool Flag(string field)
    {
        var value = _body.Get(field);
        if (value.IsNullish) return false;
        return value.TryGetBoolean(out var flag) ? flag : throw Refuse(field, "true or false");
    }

    public static RefusedException Refuse(string field, string takes) => new(Problems.InvalidField.Because($"The field '{field}' takes {takes}.") with { Field = field });

    private T? Read<T>(string field, string takes, Func<Value, T?> read) where T : class
    {
        var value = _body.Get(field);
        return value.IsNullish ? null : read(value) ?? throw Refuse(field, takes);
    }
}

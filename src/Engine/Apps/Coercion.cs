using System.Globalization;
using System.Text.Json;
using Keyway.Engine.Steps;
using Keyway.Engine.Values;

namespace Keyway.Engine.Apps;

/// <summary>What coercing a step's inputs comes to.</summary>
public abstract record CoercedInputs
{
    private CoercedInputs() { }

    /// <summary>Every prop has its type; defaults are filled in; inputs of no value are left out.</summary>
    public sealed record Valid(ObjectValue Inputs) : CoercedInputs;

    /// <summary><c>invalid_input</c>, naming the prop, the type expected and the type got, never the value.</summary>
    public sealed record Invalid(StepError Error) : CoercedInputs;
}

/// <summary>
/// Brings inputs to the types of an action's props where that loses nothing: <c>"3"</c> is the integer 3, <c>3</c> the text "3"; 3.5 is no integer.
/// Labels stay on what they were on. Pure.
/// </summary>
public static class Coercion
{
    private static Value? Lossy => null;

    public static CoercedInputs Coerce(AppAction action, ObjectValue raw)
    {
        foreach (var (name, _) in raw)
            if (!Has(action, name)) return Invalid($"The action {action.Key} has no input '{name}'.");
        var inputs = new ObjectValue(raw.Count);
        foreach (var prop in action.Props)
        {
            var given = raw.Get(prop.Name);
            // Null is a value only where any value is.
            if (given.IsUndefined || (given.IsNullish && prop.Type != PropType.Any)) given = prop.Default;
            if (given.IsUndefined)
            {
                if (prop.Required) return Invalid($"The input '{prop.Name}' ({prop.Label}) is missing: {Expected(prop.Type)} is expected.");
                continue;
            }
            if (Coerce(prop.Type, given) is not { } value) return Invalid($"The input '{prop.Name}' ({prop.Label}) must be {Expected(prop.Type)}, and is {Got(given)}.");
            if (prop.Type == PropType.Array)
            {
                if (CoerceItems(prop, value, out var problem) is not { } list) return Invalid(problem!);
                value = list;
            }
            if (Bounds(prop, value) is { } outside) return Invalid(outside);
            inputs.Set(prop.Name, prop.Secret && !value.HasLabels ? value.With(Labels.Of(new Label(prop.Name))) : value);
        }
        return new CoercedInputs.Valid(inputs);
    }

    private static bool Has(AppAction action, string input)
    {
        foreach (var prop in action.Props)
            if (prop.Name == input) return true;
        return false;
    }

    private static CoercedInputs.Invalid Invalid(string message) => new(new StepError("invalid_input", message));

    /// <summary>The value as this type; null where it would have to change.</summary>
    private static Value? Coerce(PropType type, Value value) => type switch
    {
        PropType.Any => value,
        PropType.Text => value.Kind switch
        {
            ValueKind.String => value,
            ValueKind.Number => Value.From(value.RawNumberText ?? JsNumber.Format(value.RawNumber)).With(value.Labels),
            ValueKind.Boolean => Value.From(value.RawBoolean ? "true" : "false").With(value.Labels),
            _ => Lossy,
        },
        PropType.Number => Number(value),
        PropType.Integer => Number(value) is { } number && IsInteger(number) ? number : Lossy,
        PropType.Boolean => value.Kind == ValueKind.Boolean ? value : value.RawText switch
        {
            "true" => Value.True.With(value.Labels),
            "false" => Value.False.With(value.Labels),
            _ => Lossy,
        },
        PropType.Object => value.Kind == ValueKind.Object ? value : Parsed(value, ValueKind.Object),
        PropType.Array => value.Kind == ValueKind.Array ? value : Parsed(value, ValueKind.Array),
        _ => Lossy,
    };

    private static Value? Number(Value value)
    {
        if (value.Kind == ValueKind.Number) return double.IsFinite(value.RawNumber) ? value : Lossy;
        // As JSON writes numbers: what else JavaScript takes for one ("", "0x1f") is more likely a mistake.
        return value.RawText is { Length: > 0 and <= 64 } text && (char.IsAsciiDigit(text[^1]) || text[^1] == '.') ? Parsed(value, ValueKind.Number) : Lossy;
    }

    private static bool IsInteger(Value number) =>
        number.RawNumberText is { } digits && digits.AsSpan(digits[0] == '-' ? 1 : 0).IndexOfAnyExceptInRange('0', '9') < 0
        || (number.RawNumber == Math.Floor(number.RawNumber) && Math.Abs(number.RawNumber) <= 9007199254740991);

    /// <summary>JSON text of this kind, parsed; its labels go to every leaf.</summary>
    private static Value? Parsed(Value value, ValueKind kind)
    {
        if (value.RawText is not { } text) return Lossy;
        try
        {
            var parsed = ValueJson.Parse(text);
            return parsed.Kind == kind ? parsed.With(value.Labels) : Lossy;
        }
        catch (JsonException)
        {
            return Lossy;
        }
    }

    private static Value? CoerceItems(Prop prop, Value value, out string? problem)
    {
        problem = null;
        if (prop.Items == PropType.Any) return value;
        value.TryGetArray(out var list);
        var items = new ArrayValue(list!.Count);
        foreach (var item in list)
        {
            if (Coerce(prop.Items, item) is not { } coerced)
            {
                problem = $"Item {items.Count + 1} of the input '{prop.Name}' ({prop.Label}) must be {Expected(prop.Items)}, and is {Got(item)}.";
                return null;
            }
            items.Add(coerced);
        }
        return items;
    }

    private static string? Bounds(Prop prop, Value value)
    {
        if (prop.Choices.Count > 0 && !prop.Choices.Contains(value.RawText ?? ""))
            return $"The input '{prop.Name}' ({prop.Label}) must be one of: {string.Join(", ", prop.Choices)}.";
        if (prop.Min is null && prop.Max is null) return null;
        if (value.Kind == ValueKind.Number)
            return value.RawNumber < prop.Min || value.RawNumber > prop.Max ? $"The input '{prop.Name}' ({prop.Label}) must be {Range(prop)}." : null;
        return value.RawText is { } text && (text.Length < prop.Min || text.Length > prop.Max) ? $"The input '{prop.Name}' ({prop.Label}) must be {Range(prop)} characters long." : null;
    }

    private static string Range(Prop prop) => (prop.Min, prop.Max) switch
    {
        ({ } min, { } max) => string.Create(CultureInfo.InvariantCulture, $"from {min} to {max}"),
        ({ } min, null) => string.Create(CultureInfo.InvariantCulture, $"at least {min}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"at most {prop.Max}"),
    };

    private static string Expected(PropType type) => type switch
    {
        PropType.Text => "a text",
        PropType.Number => "a number",
        PropType.Integer => "a whole number",
        PropType.Boolean => "true or false",
        PropType.Object => "an object",
        PropType.Array => "a list",
        _ => "a value",
    };

    private static string Got(Value value) => value.Kind switch
    {
        ValueKind.Undefined => "missing",
        ValueKind.Null => "null",
        ValueKind.Boolean => "true or false",
        ValueKind.Number => "a number",
        ValueKind.String => "a text",
        ValueKind.Array => "a list",
        ValueKind.Object => "an object",
        _ => "a function or another value of an expression",
    };
}

namespace Keyway.Engine.Values;

public static class Truth
{
    /// <summary>JavaScript's truth: false, 0, NaN, the empty text, null and undefined are not. Tells one bit of a labelled value, as documented.</summary>
    public static bool Of(in Value value) => value.Kind switch
    {
        ValueKind.Undefined or ValueKind.Null => false,
        ValueKind.Boolean => value.RawBoolean,
        ValueKind.Number => value.RawNumber is not (0 or double.NaN),
        ValueKind.String => value.RawText!.Length > 0,
        _ => true,
    };
}

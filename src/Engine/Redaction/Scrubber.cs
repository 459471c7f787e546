using Keyway.Engine.Values;

namespace Keyway.Engine.Redaction;

/// <summary>
/// Replaces secrets in a value leaf by leaf, so that what comes out is JSON whatever the secret looks like. Only what
/// <see cref="Matcher.Touches"/> reported comes here: the ordinary value is never walked.
/// </summary>
internal static class Scrubber
{
    public static Value Scrub(in Value value, Matcher matcher)
    {
        if (value.IsLabelled) return value;
        if (value.TryGetText(out var text)) return matcher.Replace(text);
        if (value.TryGetArray(out var list))
        {
            var items = new ArrayValue(list.Count);
            foreach (var item in list) items.Add(Scrub(item, matcher));
            return items;
        }
        if (value.TryGetObject(out var map))
        {
            var copy = new ObjectValue(map.Count);
            foreach (var (key, child) in map) copy.Set(Unused(copy, matcher.ReplaceKey(key)), Scrub(child, matcher));
            return copy;
        }
        return value.Kind == ValueKind.Number ? ScrubNumber(value, matcher) : value;
    }

    /// <summary>A number can be a secret too (a numeric token, an account number); it then becomes the text of the handle.</summary>
    private static Value ScrubNumber(in Value number, Matcher matcher)
    {
        var text = number.RawNumberText ?? JsNumber.Format(number.RawNumber);
        return matcher.HandleIn(text) is { } handle ? handle : number;
    }

    private static string Unused(ObjectValue map, string key)
    {
        if (!map.Has(key)) return key;
        var n = 2;
        while (map.Has(key + " " + n)) n++;
        return key + " " + n;
    }
}

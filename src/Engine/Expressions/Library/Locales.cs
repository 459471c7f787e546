using Keyway.Engine.Expressions.Evaluating;
using Keyway.Engine.Values;

namespace Keyway.Engine.Expressions.Library;

/// <summary>The locales whose forms are known.</summary>
internal static class Locales
{
    /// <summary>The first locale of an argument; American English when there is none.</summary>
    public static string Name(Evaluator ev, in Value locale)
    {
        var given = locale.TryGetArray(out var list) ? ev.Current(list) is { Count: > 0 } some ? some[0] : Value.Undefined : locale;
        if (given.IsUndefined) return "en-US";
        return To.Text(ev, given) switch
        {
            "en-US" or "en" or "default" => "en-US",
            "en-GB" => "en-GB",
            "en-CA" => "en-CA",
            "sv-SE" or "sv" => "sv-SE",
            "de-DE" or "de" => "de-DE",
            _ => throw ev.RangeError("a locale that is not known here; there are en-US, and en-GB, en-CA, sv-SE and de-DE for numbers only"),
        };
    }
}

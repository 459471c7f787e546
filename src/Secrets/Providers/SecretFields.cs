using System.Text.Json;
using Keyway.Engine.Secrets;
using Keyway.Engine.Values;

namespace Keyway.Secrets.Providers;

/// <summary>What a reference means for a store that keeps texts: the text, the object where it is JSON, or one field of that.</summary>
internal static class SecretFields
{
    public static SecretLookup Pick(string text, string? field, string? version = null)
    {
        var whole = text.AsSpan().TrimStart().StartsWith('{') ? Parsed(text) : Value.From(text);
        return Pick(whole, field, version);
    }

    public static SecretLookup Pick(Value whole, string? field, string? version = null)
    {
        var picked = field is null ? whole : whole[field];
        // An empty secret is none: it must never pass for a credential.
        if (picked.IsNullish || (picked.TryGetText(out var text) && text.Length == 0)) return new SecretLookup.Missing();
        return new SecretLookup.Found(new SecretContent(picked), Version: version);
    }

    private static Value Parsed(string text)
    {
        try
        {
            return ValueJson.Parse(text);
        }
        catch (JsonException)
        {
            return text;
        }
    }
}

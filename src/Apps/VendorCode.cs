using System.Buffers;
using Keyway.Engine.Values;

namespace Keyway.Apps;

/// <summary>A vendor's short error code: the only text of a reply that an error may hold.</summary>
internal static class VendorCode
{
    private static readonly SearchValues<char> Characters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_.-");

    /// <summary>The code, or null for anything that is not plainly one.</summary>
    public static string? Of(in Value value) =>
        value.TryGetText(out var text) && text.Length is > 0 and <= 64 && !text.AsSpan().ContainsAnyExcept(Characters) ? text : null;
}

using System.Globalization;

namespace Keyway.Storage.Sqlite;

/// <summary>The ids that begin with some hexadecimal digits.</summary>
internal readonly record struct IdRange(Guid First, Guid Last)
{
    /// <summary>Ids begin with their time: fewer digits than these say no more than the week.</summary>
    public const int FewestDigits = 8;

    public static bool TryParse(string text, out IdRange range)
    {
        var digits = text.Replace("-", "", StringComparison.Ordinal);
        range = default;
        if (digits.Length is < FewestDigits or > 32 || !digits.All(char.IsAsciiHexDigit)) return false;
        range = new(Guid.ParseExact(digits.PadRight(32, '0'), "N"), Guid.ParseExact(digits.PadRight(32, 'f'), "N"));
        return true;
    }
}

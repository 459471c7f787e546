using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Keyway.Engine.Expressions.Syntax;

namespace Keyway.Engine.Expressions.Urls;

/// <summary>The host of an address: a name, a number in any of the forms that mean one, or an IPv6 address.</summary>
internal static class UrlHost
{
    private static readonly SearchValues<char> Forbidden = SearchValues.Create("\0\t\n\r #/:<>?@[\\]^|");

    /// <summary>The host in its one form; null where it is none.</summary>
    public static string? Read(string text, bool isSpecial)
    {
        if (text.StartsWith('[')) return text.EndsWith(']') ? ReadIpV6(text[1..^1]) : null;
        if (!isSpecial) return text.AsSpan().ContainsAny(Forbidden) ? null : Percent.Encode(text, Percent.Control);
        var domain = Percent.Decode(text);
        if (ToAscii(domain) is not { Length: > 0 } ascii) return null;
        if (ascii.Any(c => c <= ' ' || c == '\u007f' || c == '%' || Forbidden.Contains(c))) return null;
        return EndsInNumber(ascii) ? ReadIpV4(ascii) : ascii;
    }

    /// <summary>Label by label, since an empty one is allowed here and not by the framework.</summary>
    private static string? ToAscii(string domain)
    {
        var lower = domain.ToLowerInvariant();
        if (domain.All(char.IsAscii) && !lower.Contains("xn--")) return lower;
        var idn = new IdnMapping { AllowUnassigned = true };
        try
        {
            var labels = lower.Replace('\u3002', '.').Split('.').Select(l => l.Length == 0 ? "" : idn.GetAscii(l)).ToArray();
            return labels.All(l => !l.StartsWith("xn--", StringComparison.Ordinal) || IsName(idn.GetUnicode(l))) ? string.Join('.', labels) : null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static bool IsName(string label) => !label.All(char.IsAscii) && !label.Any(char.IsControl);

    private static bool EndsInNumber(string host)
    {
        var labels = host.TrimEnd('.').Split('.');
        if (host.EndsWith("..", StringComparison.Ordinal)) return false;
        var last = labels[^1];
        return last.Length > 0 && (last.All(char.IsAsciiDigit) || (last.StartsWith("0x", StringComparison.OrdinalIgnoreCase) && last[2..].All(char.IsAsciiHexDigit)));
    }

    private static string? ReadIpV4(string host)
    {
        var parts = (host.EndsWith('.') ? host[..^1] : host).Split('.');
        if (parts.Length > 4) return null;
        double address = 0;
        for (var i = 0; i < parts.Length; i++)
        {
            if (Number(parts[i]) is not { } number) return null;
            var isLast = i == parts.Length - 1;
            if (number >= (isLast ? Math.Pow(256, 5 - parts.Length) : 256)) return null;
            address += isLast ? number : number * Math.Pow(256, 3 - i);
        }
        var bits = (uint)address;
        return $"{bits >> 24}.{bits >> 16 & 255}.{bits >> 8 & 255}.{bits & 255}";
    }

    private static double? Number(string text)
    {
        if (text.Length == 0) return null;
        var radix = 10;
        if (text.StartsWith("0x", StringComparison.OrdinalIgnoreCase)) (radix, text) = (16, text[2..]);
        else if (text.Length > 1 && text[0] == '0') (radix, text) = (8, text[1..]);
        return text.All(c => Texts.DigitOf(c) < radix) ? Texts.ParseInteger(text, radix) : null;
    }

    private static string? ReadIpV6(string text)
    {
        if (text.Contains('%') || !IPAddress.TryParse(text, out var address) || address.AddressFamily != AddressFamily.InterNetworkV6) return null;
        var bytes = address.GetAddressBytes();
        var pieces = Enumerable.Range(0, 8).Select(i => bytes[2 * i] << 8 | bytes[2 * i + 1]).ToArray();
        var (gap, length) = LongestZeros(pieces);
        var host = new StringBuilder("[");
        for (var i = 0; i < 8; i++)
        {
            if (i == gap)
            {
                host.Append(i == 0 ? "::" : ":");
                i += length - 1;
                continue;
            }
            host.Append(pieces[i].ToString("x", CultureInfo.InvariantCulture));
            if (i < 7) host.Append(':');
        }
        return host.Append(']').ToString();
    }

    private static (int Start, int Length) LongestZeros(int[] pieces)
    {
        var best = (Start: -1, Length: 1);
        for (var i = 0; i < 8; i++)
        {
            var end = i;
            while (end < 8 && pieces[end] == 0) end++;
            if (end - i > best.Length) best = (i, end - i);
            i = Math.Max(i, end - 1);
        }
        return best;
    }
}

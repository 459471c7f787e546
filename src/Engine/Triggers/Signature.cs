using System.Security.Cryptography;

namespace Keyway.Engine.Triggers;

public enum SignatureVerdict : byte
{
    Valid,

    /// <summary>A header that the form asks for is not there.</summary>
    Missing,

    /// <summary>A header is there and cannot be read.</summary>
    Malformed,

    /// <summary>The time signed is further from now than the window.</summary>
    Expired,
    Wrong,
}

/// <summary>Checks the signature of a request over its raw bytes. Pure: the headers, bytes, keys and time come in, a verdict goes out.</summary>
public static class Signature
{
    /// <summary>The header that holds the signature itself: a credential.</summary>
    public static string HeaderOf(SignatureForm form) => form.Preset switch
    {
        null => form.Header,
        "standard-webhooks" => "webhook-signature",
        "github" => "x-hub-signature-256",
        "stripe" => "stripe-signature",
        "slack" => "x-slack-signature",
        _ => throw new InvalidOperationException("A signature preset without a header."),
    };

    /// <summary>The bytes of a key from its text, or null where the text is none: Standard Webhooks keys are base64, often after <c>whsec_</c>; all others are taken as they are.</summary>
    public static byte[]? KeyFrom(SignatureForm form, string text)
    {
        if (form.Preset != "standard-webhooks") return text.Length == 0 ? null : System.Text.Encoding.UTF8.GetBytes(text);
        var base64 = text.StartsWith("whsec_", StringComparison.Ordinal) ? text["whsec_".Length..] : text;
        var key = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, key, out var length) && length > 0 ? key[..length] : null;
    }

    /// <param name="header">The value of a header by its name, or null.</param>
    /// <param name="keys">All are tried, and all signatures compared, whatever matches first.</param>
    /// <param name="window">How far the signed time may be from <paramref name="now"/>, either way, for forms that sign one.</param>
    public static SignatureVerdict Check(
        SignatureForm form, Func<string, string?> header, ReadOnlySpan<byte> body, IReadOnlyList<byte[]> keys, TimeSpan window, DateTimeOffset now)
    {
        if (SignatureReading.Of(form, header, out var presented) is { } unreadable) return unreadable;
        if (presented.At is { } at && (now - at).Duration() > window) return SignatureVerdict.Expired;

        var algorithm = form.Preset is null ? Algorithm(form.Algorithm) : HashAlgorithmName.SHA256;
        var matched = false;
        Span<byte> expected = stackalloc byte[SHA512.HashSizeInBytes];
        foreach (var key in keys)
        {
            using var hmac = IncrementalHash.CreateHMAC(algorithm, key);
            hmac.AppendData(presented.Before);
            hmac.AppendData(body);
            var digest = expected[..hmac.GetHashAndReset(expected)];
            foreach (var signature in presented.Signatures) matched |= CryptographicOperations.FixedTimeEquals(digest, signature);
        }
        return matched ? SignatureVerdict.Valid : SignatureVerdict.Wrong;
    }

    private static HashAlgorithmName Algorithm(string name) => name switch
    {
        "sha256" => HashAlgorithmName.SHA256,
        "sha384" => HashAlgorithmName.SHA384,
        "sha512" => HashAlgorithmName.SHA512,
        // HMAC-SHA1 is unbroken, and some vendors sign with nothing else.
        "sha1" => HashAlgorithmName.SHA1,
        _ => throw new InvalidOperationException("A signature algorithm that no check let through."),
    };
}

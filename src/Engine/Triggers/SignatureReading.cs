using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Keyway.Engine.Triggers;

/// <summary>What a caller presented: the signatures, the time it signed, and the bytes that stand before the body in what was signed.</summary>
internal sealed record PresentedSignature(byte[] Before, DateTimeOffset? At, IReadOnlyList<byte[]> Signatures);

/// <summary>Takes each form's headers apart.</summary>
internal static class SignatureReading
{
    // A rotation shows two; a header may be 32 KiB long.
    private const int MaxSignatures = 8;

    public static SignatureVerdict? Of(SignatureForm form, Func<string, string?> header, out PresentedSignature presented) => form.Preset switch
    {
        null => Plain(form, header, out presented),
        "standard-webhooks" => StandardWebhooks(header, out presented),
        "github" => Github(header, out presented),
        "stripe" => Stripe(header, out presented),
        "slack" => Slack(header, out presented),
        _ => throw new InvalidOperationException("A signature preset that no check let through."),
    };

    private static readonly PresentedSignature Nothing = new([], null, []);

    private static SignatureVerdict? Plain(SignatureForm form, Func<string, string?> header, out PresentedSignature presented)
    {
        presented = Nothing;
        if (header(form.Header) is not { } text) return SignatureVerdict.Missing;
        if (!text.StartsWith(form.Prefix, StringComparison.Ordinal)) return SignatureVerdict.Malformed;
        if (Decode(text.AsSpan(form.Prefix.Length), form.Encoding) is not { } signature) return SignatureVerdict.Malformed;
        presented = new([], null, [signature]);
        return null;
    }

    /// <summary>https://github.com/standard-webhooks/standard-webhooks: <c>id.timestamp.body</c>, several signatures apart by spaces.</summary>
    private static SignatureVerdict? StandardWebhooks(Func<string, string?> header, out PresentedSignature presented)
    {
        presented = Nothing;
        if (header("webhook-id") is not { Length: > 0 } id || header("webhook-timestamp") is not { } time || header("webhook-signature") is not { } text)
            return SignatureVerdict.Missing;
        if (Time(time) is not { } at) return SignatureVerdict.Malformed;
        List<byte[]> signatures = [];
        foreach (var range in text.AsSpan().Split(' '))
        {
            var one = text.AsSpan()[range];
            // Other versions (v1a is ed25519) may stand beside ours.
            if (one.StartsWith("v1,") && signatures.Count < MaxSignatures && Decode(one[3..], "base64") is { } signature) signatures.Add(signature);
        }
        if (signatures.Count == 0) return SignatureVerdict.Malformed;
        presented = new(Encoding.UTF8.GetBytes($"{id}.{time}."), at, signatures);
        return null;
    }

    /// <summary>https://docs.github.com/webhooks/using-webhooks/validating-webhook-deliveries: <c>sha256=</c> and hex, no time.</summary>
    private static SignatureVerdict? Github(Func<string, string?> header, out PresentedSignature presented) =>
        Plain(new(null, "x-hub-signature-256", "sha256", "hex", "sha256="), header, out presented);

    /// <summary>https://docs.stripe.com/webhooks#verify-manually: <c>t=…,v1=…</c>, the latter perhaps twice, over <c>t.body</c>.</summary>
    private static SignatureVerdict? Stripe(Func<string, string?> header, out PresentedSignature presented)
    {
        presented = Nothing;
        if (header("stripe-signature") is not { } text) return SignatureVerdict.Missing;
        string? time = null;
        List<byte[]> signatures = [];
        foreach (var range in text.AsSpan().Split(','))
        {
            var item = text.AsSpan()[range].Trim();
            if (item.StartsWith("t=")) time = item[2..].ToString();
            else if (item.StartsWith("v1=") && signatures.Count < MaxSignatures && Decode(item[3..], "hex") is { } signature) signatures.Add(signature);
        }
        if (time is null || Time(time) is not { } at || signatures.Count == 0) return SignatureVerdict.Malformed;
        presented = new(Encoding.UTF8.GetBytes(time + "."), at, signatures);
        return null;
    }

    /// <summary>https://docs.slack.dev/authentication/verifying-requests-from-slack: <c>v0=</c> and hex over <c>v0:timestamp:body</c>.</summary>
    private static SignatureVerdict? Slack(Func<string, string?> header, out PresentedSignature presented)
    {
        presented = Nothing;
        if (header("x-slack-signature") is not { } text || header("x-slack-request-timestamp") is not { } time) return SignatureVerdict.Missing;
        if (Time(time) is not { } at || !text.StartsWith("v0=", StringComparison.Ordinal) || Decode(text.AsSpan(3), "hex") is not { } signature)
            return SignatureVerdict.Malformed;
        presented = new(Encoding.UTF8.GetBytes($"v0:{time}:"), at, [signature]);
        return null;
    }

    // Digits alone: the text goes into what was signed as it stands.
    private static DateTimeOffset? Time(string seconds) =>
        long.TryParse(seconds, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value < 253402300800
            ? DateTimeOffset.FromUnixTimeSeconds(value)
            : null;

    private static byte[]? Decode(ReadOnlySpan<char> text, string encoding)
    {
        var bytes = new byte[text.Length];
        int length;
        var ok = encoding switch
        {
            "hex" => Convert.FromHexString(text, bytes, out _, out length) == System.Buffers.OperationStatus.Done,
            "base64" => Convert.TryFromBase64Chars(text, bytes, out length),
            "base64url" => Base64Url.DecodeFromChars(text, bytes, out _, out length) == System.Buffers.OperationStatus.Done,
            _ => throw new InvalidOperationException("A signature encoding that no check let through."),
        };
        return ok && length > 0 ? bytes[..length] : null;
    }
}

using Keyway.Engine.Values;

namespace Keyway.Engine.Apps;

/// <summary>
/// A request that a step wants sent. It is made of values, so a labelled one may stand anywhere in it: its text is written by the
/// egress alone, last before the socket, and only for the hosts allowed.
/// </summary>
public sealed record HttpCall
{
    public required string Method { get; init; }
    public required HttpTarget Target { get; init; }
    public IReadOnlyList<HttpPair> Query { get; init; } = [];
    public IReadOnlyList<HttpPair> Headers { get; init; } = [];
    public HttpBody Body { get; init; } = HttpBody.None.Instance;

    /// <summary>Hosts to which labelled values may go, besides those of the app; as in <see cref="App.Hosts"/>.</summary>
    public IReadOnlyList<string> AllowHosts { get; init; } = [];

    /// <summary>Redirects to follow; each hop is checked anew, and nothing labelled crosses to another host.</summary>
    public int MaxRedirects { get; init; }

    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A longer reply fails with <c>response_too_large</c>.</summary>
    public int MaxReplyBytes { get; init; } = 8 * 1024 * 1024;

    /// <summary>How the reply's body becomes a value.</summary>
    public ReplyForm Form { get; init; } = ReplyForm.ByContentType;

    public static HttpCall Get(params ReadOnlySpan<Value> segments) => new() { Method = "GET", Target = new HttpTarget.Relative([.. segments]) };
    public static HttpCall Post(params ReadOnlySpan<Value> segments) => new() { Method = "POST", Target = new HttpTarget.Relative([.. segments]) };
}

public enum ReplyForm
{
    /// <summary>JSON content types become values, text a string, anything else base64.</summary>
    ByContentType,
    Json,
    Text,

    /// <summary>Base64 of the bytes.</summary>
    Bytes,
}

/// <param name="Value">A leaf: text, number, boolean. Null and undefined leave the pair out.</param>
public sealed record HttpPair(string Name, Value Value);

public abstract record HttpTarget
{
    private HttpTarget() { }

    /// <summary>Below the app's base address; each segment is encoded as one, so no value can climb out of it.</summary>
    public sealed record Relative(IReadOnlyList<Value> Segments) : HttpTarget;

    /// <summary>A whole address. <paramref name="NamedHost"/> is the host when the author wrote it literally, null when an expression supplied it.</summary>
    public sealed record Absolute(Value Url, string? NamedHost) : HttpTarget;
}

public abstract record HttpBody
{
    private HttpBody() { }

    public sealed record None : HttpBody
    {
        public static readonly None Instance = new();
    }

    public sealed record Json(Value Value) : HttpBody;

    /// <summary><c>application/x-www-form-urlencoded</c>.</summary>
    public sealed record Form(IReadOnlyList<HttpPair> Fields) : HttpBody;

    public sealed record Text(Value Value, string ContentType) : HttpBody;

    public sealed record Bytes(ReadOnlyMemory<byte> Content, string ContentType) : HttpBody;

    public sealed record Multipart(IReadOnlyList<HttpPart> Parts) : HttpBody;
}

/// <param name="FileName">Null for a plain field.</param>
/// <param name="IsBase64">The value is base64 of the part's bytes.</param>
public sealed record HttpPart(string Name, Value Value, string? FileName = null, string? ContentType = null, bool IsBase64 = false);

/// <summary>What came back, after the matcher: no spelling of a known secret is left in it.</summary>
/// <param name="Headers">Names in lower case; repeated ones joined by a comma and a space.</param>
/// <param name="Body">By <see cref="HttpCall.Form"/>.</param>
public sealed record HttpReply(int Status, IReadOnlyDictionary<string, string> Headers, Value Body)
{
    /// <summary>Headers that are credentials (<c>set-cookie</c>), labelled; in <see cref="Headers"/> stand their handles. A list where one came several times.</summary>
    public IReadOnlyList<KeyValuePair<string, Value>> Credentials { get; init; } = [];
}

/// <summary>What can become of a call.</summary>
public abstract record HttpOutcome
{
    private HttpOutcome() { }

    public sealed record Replied(HttpReply Reply) : HttpOutcome;

    /// <summary>Not sent, or no whole reply: by the egress rules (<c>egress_refused</c>), the network (<c>network_error</c>, <c>timeout</c>) or size.</summary>
    public sealed record Failed(Steps.StepError Error) : HttpOutcome;
}

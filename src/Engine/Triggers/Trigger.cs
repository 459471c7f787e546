using Keyway.Engine.Steps;
using Keyway.Engine.Workflows;

namespace Keyway.Engine.Triggers;

/// <summary>What makes events for a workflow.</summary>
public abstract record Trigger
{
    private Trigger() { }

    /// <summary>A request to <c>/h/{key}</c>.</summary>
    public sealed record Http : Trigger
    {
        public TriggerAuth Auth { get; init; } = TriggerAuth.None.Instance;

        /// <summary>Address ranges (CIDR) that may call, in addition to <see cref="Auth"/>; empty allows all.</summary>
        public IReadOnlyList<System.Net.IPNetwork> Ip { get; init; } = [];

        public Respond Respond { get; init; } = Respond.Immediately.Instance;
        public NoStoreRule NoStore { get; init; } = NoStoreRule.Allow;
        public int MaxBodyBytes { get; init; } = 1024 * 1024;

        /// <summary>Requests in all, and per caller (key name, or address); null leaves them unlimited.</summary>
        public Rate? Rate { get; init; }
        public Rate? CallerRate { get; init; }

        public Cors Cors { get; init; } = Cors.Any;

        /// <summary>How long a caller that waits for the run is held, before 504.</summary>
        public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

        /// <summary>Gives the idempotency key of an event; null uses the header <c>Idempotency-Key</c>.</summary>
        public Template? IdempotencyKey { get; init; }

        /// <summary>Answers as Pipedream does where the two differ (400 when no step answered).</summary>
        public bool PipedreamCompatible { get; init; }

        /// <summary>True where an expression reads <c>raw_body</c>: only then it is kept.</summary>
        public bool NeedsRawBody { get; init; }

        /// <summary>Paths below <c>/h/</c>, and host names, that also lead here.</summary>
        public IReadOnlyList<string> Paths { get; init; } = [];
        public IReadOnlyList<string> Hosts { get; init; } = [];
    }

    /// <summary>Started by a person or the API alone.</summary>
    public sealed record Manual : Trigger
    {
        public static readonly Manual Instance = new();
    }

    /// <summary>The word of the API.</summary>
    public string Kind => this switch
    {
        Http => "http",
        Manual => "manual",
        _ => throw new InvalidOperationException("A trigger without a word."),
    };
}

/// <summary>What the caller of an HTTP trigger gets.</summary>
public abstract record Respond
{
    private Respond() { }

    public sealed record Immediately : Respond
    {
        public static readonly Immediately Instance = new();
    }

    public sealed record AsAccepted : Respond
    {
        public static readonly AsAccepted Instance = new();
    }

    public sealed record Static(HttpAnswer Answer) : Respond;

    public sealed record ByWorkflow : Respond
    {
        public static readonly ByWorkflow Instance = new();
    }

    public sealed record Result : Respond
    {
        public static readonly Result Instance = new();
    }

    /// <summary>True where the caller is held until the run has something to say.</summary>
    public bool Waits => this is ByWorkflow or Result;
}

public enum NoStoreRule : byte
{
    /// <summary>The request's flag is honoured when the caller passed <c>auth</c>, or <c>auth</c> is none.</summary>
    Allow,

    /// <summary>As if every request had the flag.</summary>
    Require,

    /// <summary>The flag is refused with 400, so that nobody believes it was honoured.</summary>
    Ignore,
}

/// <param name="Count">Requests allowed in each <paramref name="Per"/>, as a token bucket with a burst of <paramref name="Count"/>.</param>
public sealed record Rate(int Count, TimeSpan Per);

/// <summary>What <c>OPTIONS</c> and the reply's CORS headers say.</summary>
/// <param name="Origins"><c>*</c>, or the origins allowed; empty sends no CORS headers.</param>
public sealed record Cors(IReadOnlyList<string> Origins, IReadOnlyList<string> Headers, bool Credentials, TimeSpan MaxAge)
{
    public static readonly Cors Any = new(["*"], ["*"], false, TimeSpan.FromHours(1));
    public static readonly Cors Off = new([], [], false, TimeSpan.Zero);
}

namespace Keyway.Engine.Apps;

/// <summary>
/// A connector as a value: how it authenticates, where its credentials may go, and what it can do. Listed in the catalogue by hand;
/// nothing registers itself.
/// </summary>
public sealed record App
{
    /// <summary>The name used in <c>uses: app/action</c>: a-z, 0-9 and dashes.</summary>
    public required string Key { get; init; }

    /// <summary>As the vendor writes it.</summary>
    public required string Name { get; init; }

    /// <summary>One sentence for the catalogue.</summary>
    public required string Description { get; init; }

    /// <summary>The vendor's page that describes the API.</summary>
    public Uri? Docs { get; init; }

    /// <summary>Where relative calls go, without a trailing slash; an operator may set another by <c>Keyway__Apps__{key}__BaseUrl</c>. Null for an app without one address.</summary>
    public Uri? BaseUrl { get; init; }

    /// <summary>Hosts that a credential of this app may go to, besides the base address's: exact, or <c>*.example.com</c> for any name below.</summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];

    public required AppAuth Auth { get; init; }

    public required IReadOnlyList<AppAction> Actions { get; init; }

    /// <summary>
    /// Tells from a reply whether the credential was refused, where the API says so otherwise than by 401. Gives the vendor's own short code
    /// (Slack's <c>invalid_auth</c>), or null when the credential was not the trouble.
    /// </summary>
    public Func<HttpReply, string?> Rejection { get; init; } = static reply => reply.Status == 401 ? "401" : null;

    public AppAction? Find(string action) => Actions.FirstOrDefault(a => a.Key == action);
}

/// <summary>One act that an app offers.</summary>
public sealed record AppAction
{
    /// <summary>The name after the slash in <c>uses</c>.</summary>
    public required string Key { get; init; }

    /// <summary>A few words, as an order: "Send a message".</summary>
    public required string Title { get; init; }

    public required string Description { get; init; }

    public IReadOnlyList<Prop> Props { get; init; } = [];

    /// <summary>What the return value holds: name to one line of description; empty when it is not an object or not known.</summary>
    public IReadOnlyList<OutputField> Output { get; init; } = [];

    /// <summary>True where running it twice is not the same as once: what the engine records before the next act.</summary>
    public bool HasEffect { get; init; } = true;

    /// <summary>False for the few actions that need no credential although their app has one, and for apps without auth.</summary>
    public bool NeedsCredential { get; init; } = true;

    public required RunAction Run { get; init; }
}

public delegate ValueTask<Steps.StepResult> RunAction(Steps.StepContext context, CancellationToken ct);

/// <param name="Name">A property of the return value.</param>
/// <param name="Description">What it is, in one line.</param>
public sealed record OutputField(string Name, PropType Type, string Description);

using System.Net;
using Keyway.Engine.Apps;
using Keyway.Engine.Connections;
using Keyway.Engine.Redaction;
using Keyway.Engine.Runs;
using Keyway.Engine.Sealing;
using Keyway.Engine.Steps;
using Keyway.Engine.Values;

namespace Keyway.Secrets.Tests.Outbound;

/// <summary>An egress with names of its own, and a step that calls through it.</summary>
public sealed class World : IDisposable
{
    public const string Token = "tok-9f2+Ab/7Qx=Lm31&c";

    private readonly Dictionary<string, string[]> _names = new(StringComparer.OrdinalIgnoreCase);
    private readonly Egress _egress;

    /// <param name="allow">As in KEYWAY_EGRESS_ALLOW.</param>
    /// <param name="trust">Whether the test's own certificate is trusted.</param>
    /// <param name="egress">Another egress than one of these settings.</param>
    public World(string allow = "", bool trust = true, Egress? egress = null) => _egress = egress ?? new Egress(new EgressOptions
    {
        Allow = EgressAllow.Parse(allow),
        Resolve = (host, _) =>
        {
            LookUps.Add(host);
            return Task.FromResult(_names.TryGetValue(host, out var addresses) ? addresses.Select(IPAddress.Parse).ToArray() : throw new System.Net.Sockets.SocketException(11001));
        },
        Trust = trust ? static (_, certificate, _, _) => certificate?.Subject == "CN=keyway test" : null,
        ConnectTimeout = TimeSpan.FromSeconds(5),
    }, TimeProvider.System);

    /// <summary>Every name that was looked up, in order.</summary>
    public List<string> LookUps { get; } = [];

    public List<Value> Exchanges { get; private set; } = [];

    public SecretArena Arena { get; } = new();

    /// <summary>The app that the step is of; by default one with a bearer token for api.vendor.test.</summary>
    public App App { get; set; } = Vendor(AppAuth.OAuth2.Bearer("Token", "A token."));

    /// <summary>The step's credential; none where it is empty.</summary>
    public Dictionary<string, Value> Fields { get; } = [];

    public World Knows(string name, params string[] addresses)
    {
        _names[name] = addresses;
        return this;
    }

    public World WithToken()
    {
        Arena.Register(new Label("vendor.oauth_access_token"), Token);
        Fields["oauth_access_token"] = Labelled(Token, "vendor.oauth_access_token");
        return this;
    }

    public static App Vendor(AppAuth auth) => new()
    {
        Key = "vendor",
        Name = "Vendor",
        Description = "For tests.",
        BaseUrl = new Uri("https://api.vendor.test/v1"),
        Hosts = ["*.vendor.test"],
        Auth = auth,
        Actions = [],
    };

    public static Value Labelled(string text, string name) => Value.From(text).With(Labels.Of(new Label(name)));

    public static HttpCall Get(string url, string? namedHost = null) => new() { Method = "GET", Target = new HttpTarget.Absolute(url, namedHost) };

    public static HttpCall Post(string url, HttpBody body, string? namedHost = null) => Get(url, namedHost) with { Method = "POST", Body = body };

    public ValueTask<HttpOutcome> Send(HttpCall call) => Send(call, TestContext.Current.CancellationToken);

    public async ValueTask<HttpOutcome> Send(HttpCall call, CancellationToken ct)
    {
        var needsCredential = Fields.Count > 0;
        var context = new StepContext
        {
            App = App,
            Action = new AppAction { Key = "act", Title = "Act", Description = "For tests.", NeedsCredential = needsCredential, Run = (_, _) => throw new NotSupportedException() },
            Inputs = new ObjectValue(),
            Credential = needsCredential ? new Credential(App.Key, Fields, "request body.token") : null,
            Arena = Arena,
            Run = RunId.New(TimeProvider.System, Entropies.Seeded(1)),
            StepName = "step",
            Attempt = 1,
            Time = TimeProvider.System,
            Http = _egress.Send,
        };
        Exchanges = context.Exchanges;
        return await _egress.Send(call, context, ct);
    }

    public async Task<HttpReply> Reply(HttpCall call) => await Send(call) switch
    {
        HttpOutcome.Failed failed => throw new ShouldAssertException($"{failed.Error.Code}: {failed.Error.Message}"),
        var outcome => ((HttpOutcome.Replied)outcome).Reply,
    };

    public async Task<StepError> Error(HttpCall call)
    {
        var error = (await Send(call)).ShouldBeOfType<HttpOutcome.Failed>().Error;
        error.Message.ShouldNotContain(Token);
        return error;
    }

    public void Dispose() => _egress.Dispose();
}

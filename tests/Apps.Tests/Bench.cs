using Keyway.Engine.Apps;
using Keyway.Engine.Connections;
using Keyway.Engine.Redaction;
using Keyway.Engine.Runs;
using Keyway.Engine.Sealing;
using Keyway.Engine.Steps;
using Keyway.Engine.Values;
using Keyway.Runtimes;
using Keyway.Secrets;

namespace Keyway.Apps.Tests;

/// <summary>Runs one action as the engine would: real runtime, real egress, every app's base address on loopback.</summary>
public sealed class Bench : IDisposable
{
    public const string Token = "xoxb-sandbox-4f1c9e7ab2-Zq8";

    private readonly Egress _egress;

    private Bench(Uri baseUrl) => _egress = new(new EgressOptions
    {
        BaseUrls = AppCatalog.Default.All.ToDictionary(a => a.Key, _ => baseUrl),
        Allow = EgressAllow.Parse($"127.0.0.1:{baseUrl.Port}"),
    }, TimeProvider.System);

    /// <summary>What the last run recorded of its calls.</summary>
    public List<Value> Exchanges { get; private set; } = [];

    public SecretArena Arena { get; private set; } = new();

    public static Bench At(Uri server, string path = "") => new(new Uri(server, path));

    public async Task<StepResult> Run(string uses, Value with, string token = Token, string? namedHost = null)
    {
        var app = AppCatalog.Default.Find(uses[..uses.IndexOf('/')]).ShouldNotBeNull();
        with.TryGetObject(out var inputs).ShouldBeTrue();
        var context = new StepContext
        {
            App = app,
            Action = app.Find(uses[(app.Key.Length + 1)..]).ShouldNotBeNull(),
            Inputs = inputs!,
            Credential = app.Auth is AppAuth.None ? null : CredentialOf(app, token),
            Arena = Arena = new SecretArena(),
            Run = RunId.New(TimeProvider.System, Entropies.Seeded(1)),
            StepName = "step",
            Attempt = 1,
            Time = TimeProvider.System,
            Http = _egress.Send,
            NamedHost = namedHost,
        };
        var result = await new ActionRuntime().Run(context, TestContext.Current.CancellationToken);
        Exchanges = context.Exchanges;
        return result;
    }

    public static Value Labelled(string text, string name) => Value.From(text).With(Labels.Of(new Label(name)));

    public static Credential CredentialOf(App app, string token) =>
        new(app.Key, app.Auth.Fields.ToDictionary(f => f.Name, f => Labelled(token, app.Key + "." + f.Name)), "request body.token");

    public static Value Success(StepResult result) =>
        result is StepResult.Failed { Error: var error } ? throw new ShouldAssertException(error.Code + ": " + error.Message) : ((StepResult.Succeeded)result).ReturnValue;

    public static StepError Failure(StepResult result) => result.ShouldBeOfType<StepResult.Failed>().Error;

    public void Dispose() => _egress.Dispose();
}

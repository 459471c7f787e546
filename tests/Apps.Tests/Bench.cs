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

/// <summary>Runs one action as the engine would: real runtime, real egress, a fake vendor.</summary>
public sealed class Bench : IAsyncDisposable
{
    public const string Token = "xoxb-sandbox-4f1c9e7ab2-Zq8";

    private readonly Egress _egress;

    private Bench(FakeApi api, Egress egress) => (Api, _egress) = (api, egress);

    public FakeApi Api { get; }

    public List<Value> Exchanges { get; private set; } = [];

    public static async Task<Bench> For(Func<FakeApi.Seen, FakeApi.Reply> answer)
    {
        var api = await FakeApi.Start(answer);
        var egress = new Egress(new EgressOptions
        {
            BaseUrls = AppCatalog.Default.All.ToDictionary(a => a.Key, _ => api.Address),
            Allow = EgressAllow.Parse("127.0.0.1:" + api.Address.Port),
        }, TimeProvider.System);
        return new(api, egress);
    }

    public async Task<StepResult> Run(string uses, Value with, string token = Token)
    {
        var app = AppCatalog.Default.Find(uses[..uses.IndexOf('/')]).ShouldNotBeNull();
        var action = app.Find(uses[(app.Key.Length + 1)..]).ShouldNotBeNull();
        with.TryGetObject(out var inputs).ShouldBeTrue();
        var context = new StepContext
        {
            App = app,
            Action = action,
            Inputs = inputs!,
            Credential = app.Auth is AppAuth.None ? null : CredentialOf(app, token),
            Arena = new SecretArena(),
            Run = RunId.New(TimeProvider.System, Entropies.Seeded(1)),
            StepName = "step",
            Attempt = 1,
            Time = TimeProvider.System,
            Http = _egress.Send,
        };
        var result = await new ActionRuntime().Run(context, TestContext.Current.CancellationToken);
        Exchanges = context.Exchanges;
        return result;
    }

    public static Credential CredentialOf(App app, string token) => new(app.Key,
        app.Auth.Fields.ToDictionary(f => f.Name, f => Value.From(token).With(Labels.Of(new Label(app.Key + "." + f.Name)))), "request body.token");

    public static Value Success(StepResult result) => result.ShouldBeOfType<StepResult.Succeeded>().ReturnValue;
    public static StepError Failure(StepResult result) => result.ShouldBeOfType<StepResult.Failed>().Error;

    public async ValueTask DisposeAsync()
    {
        _egress.Dispose();
        await Api.DisposeAsync();
    }
}

using System.Security.Cryptography;
using System.Text;
using Keyway.Apps;
using Keyway.Engine.Catalog;
using Keyway.Engine.Runs;
using Keyway.Engine.Sealing;
using Keyway.Engine.Secrets;
using Keyway.Engine.Triggers;
using Keyway.Engine.Values;
using Keyway.Engine.Workflows;
using Keyway.Runtimes;
using Keyway.Secrets;
using Keyway.Secrets.Providers;
using Keyway.Server.Api;
using Keyway.Server.Deployments;
using Keyway.Server.Ingress;
using Keyway.Server.Loops;
using Keyway.Server.Sandbox;
using Keyway.Server.Workflows;
using Keyway.Storage.Sqlite;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Keyway.Server.Startup;

/// <summary>The server put together, top to bottom: what there is, what it is made of, and in which order it starts and stops.</summary>
public static class Serve
{
    /// <summary>Serves until it is told to stop; 1 where it could not start.</summary>
    public static async Task<int> Run(string[] args)
    {
        try
        {
            await using var server = await Make(args);
            await server.App.StartAsync();
            await Announcement.Print(server);
            await server.App.WaitForShutdownAsync();
            return 0;
        }
        catch (Exception error) when (error is StartupException or InvalidOperationException or IOException)
        {
            await Console.Error.WriteLineAsync("Keyway did not start: " + error.Message);
            return 1;
        }
    }

    /// <summary>Everything made and nothing listening yet.</summary>
    public static async Task<KeywayServer> Make(string[] args)
    {
        var builder = WebApplication.CreateSlimBuilder(args);
        builder.Configuration.AddEnvironmentVariables();
        var options = KeywayOptions.Read(builder.Configuration);
        var ingressOptions = builder.Configuration.GetSection("Keyway:Ingress").Get<IngressOptions>() ?? new();
        ingressOptions.Validate();
        if (options.IngressUrl is { } own && own != options.Url) ingressOptions.SharesOriginWithUi = false;
        Logs.Configure(builder);
        Listening.Configure(builder, options, ingressOptions);

        // What everything stands on: time, keys, the store.
        var time = TimeProvider.System;
        var entropy = Entropies.System;
        var folder = DataFolder.Open(options.Data);
        var sealer = new Sealer(folder.MasterKey(builder.Configuration["KEYWAY_MASTER_KEY"]), entropy);
        var apiKey = folder.ApiKey(builder.Configuration["KEYWAY_API_KEY"]);
        var durability = options.Durability == "full" ? Durability.Full : Durability.Normal;
        var store = await SqliteStore.Open(new() { Folder = folder.Path, Durability = durability }, sealer, time, CancellationToken.None);

        // The workflows, and what their expressions see.
        var apps = AppCatalog.Default;
        var appKeys = apps.All.Select(a => a.Key).ToArray();
        CheckedWorkflow Check(WorkflowSource source) => SourceFile.Read(source.Text, source.Form) switch
        {
            SourceRead.Read read => WorkflowCheck.Check(read.Source, apps.Find, appKeys),
            SourceRead.Failed failed => new(null, [failed.Problem]),
            _ => throw new InvalidOperationException("A reading without a case."),
        };
        var book = new WorkflowBook(store, Check);
        var environment = new EnvironmentValues(store, sealer);

        // The way out, and where secrets live.
        var egress = new Egress(EgressSettings.Read(builder.Configuration, options), time);
        var resolver = new SecretResolver(
            new Dictionary<string, ISecretProvider> { ["keyway"] = new KeywayProvider(store, sealer), ["env"] = new EnvironmentProvider() }, time);

        // The runs.
        var engine = new RunEngine
        {
            Store = store,
            Sealer = sealer,
            Runtime = new ActionRuntime(),
            Http = egress.Send,
            Secrets = resolver.Read,
            Environment = () => environment.Current,
            Time = time,
            Entropy = entropy,
            Random = Random.Shared,
            Worker = new(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))),
            Options = builder.Configuration.GetSection("Keyway:Runs").Get<RunOptions>() ?? new(),
        };
        var host = new RunHost(engine, (name, version, ct) => book.Find(name, version, ct));

        // The doors.
        var triggers = new ServedTriggers();
        book.Serve = deployed => triggers.Swap(new TriggerTable(deployed));
        var keys = new TriggerKeys(new TriggerKeyReading(resolver, () => environment.Current, engine.Tenant).Read);
        var firstAnswers = new FirstAnswers(store, book);

        var services = builder.Services;
        services.AddSingleton(time);
        services.AddSingleton(options);
        services.AddSingleton(host);
        services.AddSingleton(book);
        services.AddSingleton<IRunStore>(store);
        services.AddSingleton<ICatalogStore>(store);
        services.AddSingleton<RunLoops>();
        services.AddHostedService(provider => provider.GetRequiredService<RunLoops>());
        services.AddHostedService<RetentionLoop>();
        Uri? ingressUrl = null;
        RunLoops? loops = null;
        var ports = new ApiPorts
        {
            Host = host,
            Catalog = store,
            Apps = apps.All,
            Check = Check,
            Find = book.Find,
            Changed = book.Changed,
            DescribeTrigger = TriggerOpenApi.Describe,
            WorkflowSchema = static () => Engine.Workflows.WorkflowSchema.Json,
            EnvironmentChanged = environment.Load,
            // What was read of any secret is forgotten: a person who just changed one expects the next run to see it.
            SecretChanged = _ => resolver.Stores = resolver.Stores,
            Nudge = () => loops?.Nudge(),
            IngressUrl = () => ingressUrl!,
        };
        services.AddApi(ports, SHA256.HashData(Encoding.UTF8.GetBytes(apiKey)));

        var app = builder.Build();
        loops = app.Services.GetRequiredService<RunLoops>();
        var webhooks = new WebhookEndpoint(
            triggers, ingressOptions, new CallerGate(keys, new JwtCheck(new IssuerKeys(egress.Fetch, time), time), time), host.Start, firstAnswers.Read, () => environment.Current, time,
            app.Services.GetRequiredService<ILogger<WebhookEndpoint>>());
        // The webhooks come before routing: they have their own table, and are the many.
        app.Use(next => context => webhooks.Invoke(context, next));
        Listening.KeepApart(app, options);
        app.UseRouting();
        app.UseApi();
        app.MapApi();
        if (options.Sandbox) app.MapSandbox();

        await environment.Load(CancellationToken.None);
        if (folder.IsNew && options.Sandbox) await Samples.Deploy(store, Check, entropy, time);
        var broken = await book.Load(CancellationToken.None);
        return new(app, store, folder, book, () => ingressUrl = Listening.IngressUrl(app, options), broken);
    }
}

/// <summary>A server that was made: started by whoever made it, disposed after it stopped.</summary>
/// <param name="Listening">To be called once it listens: its addresses are known only then.</param>
/// <param name="Broken">Workflows that no longer compile, by name.</param>
public sealed record KeywayServer(WebApplication App, SqliteStore Store, DataFolder Folder, WorkflowBook Book, Func<Uri> Listening, IReadOnlyList<string> Broken) : IAsyncDisposable
{
    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        await Store.DisposeAsync();
        Book.Dispose();
    }
}

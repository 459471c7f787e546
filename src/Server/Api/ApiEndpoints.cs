using Keyway.Server.Auth;

namespace Keyway.Server.Api;

/// <summary>The API, put together: what it registers, the rooms a call passes, and every route.</summary>
public static class ApiEndpoints
{
    public static IServiceCollection AddApi(this IServiceCollection services, ApiPorts ports, ReadOnlyMemory<byte> bootstrapKeyHash)
    {
        services.ConfigureHttpJsonOptions(options => ApiJson.Apply(options.SerializerOptions));
        services.AddSingleton(ports);
        services.AddSingleton(new ApiKeyTable(ports.Catalog, ports.Time, bootstrapKeyHash));
        services.AddSingleton(new FailedAttempts(ports.Time));
        services.AddSingleton(new MetricsPage());
        return services;
    }

    /// <summary>Put before every other middleware of the API's own addresses.</summary>
    public static void UseApi(this WebApplication app)
    {
        app.UseMiddleware<ApiGuard>();
        app.UseMiddleware<ApiKeyGate>();
    }

    public static void MapApi(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("").WithMetadata(ApiEndpoint.Instance);
        Deploys.Map(api);
        Workflows.Map(api);
        ManualRuns.Map(api);
        Runs.Map(api);
        RunOrders.Map(api);
        RunLive.Map(api);
        Replays.Map(api);
        Apps.Map(api);
        ActionRuns.Map(api);
        SealedSecrets.Map(api);
        Env.Map(api);
        SecretStores.Map(api);
        Keys.Map(api);
        Health.Map(api);
        Descriptions.Map(api);
    }
}

namespace Keyway.Server.Startup;

/// <summary>
/// The settings with short names (environment variables <c>KEYWAY_*</c>), and where they come from. Everything else is .NET configuration below
/// <c>Keyway</c>.
/// </summary>
public sealed class KeywayOptions
{
    /// <summary>Listen address of UI, API and ingress.</summary>
    public string Url { get; set; } = "http://127.0.0.1:5400";

    /// <summary>A separate listen address for <c>/h/...</c>; null serves it at <see cref="Url"/>.</summary>
    public string? IngressUrl { get; set; }

    public string Data { get; set; } = "./data";

    /// <summary><c>full</c> survives power loss (one fsync per commit group); <c>normal</c> survives a crash of the process.</summary>
    public string Durability { get; set; } = "full";

    /// <summary>Address ranges or hosts that steps may reach although they are private.</summary>
    public string EgressAllow { get; set; } = "";

    /// <summary>The built-in stand-ins for Slack and GitHub.</summary>
    public bool Sandbox { get; set; }

    /// <summary>How long finished runs are kept where a workflow does not say.</summary>
    public TimeSpan Retention { get; set; } = TimeSpan.FromDays(30);
    public TimeSpan FailedRetention { get; set; } = TimeSpan.FromDays(90);

    /// <summary>How many finished runs are kept at most, in all workflows together; 0 keeps any number.</summary>
    public int KeepNewest { get; set; } = 1_000_000;

    public static KeywayOptions Read(IConfiguration configuration)
    {
        var options = new KeywayOptions();
        configuration.GetSection("Keyway").Bind(options);
        options.Url = configuration["KEYWAY_URL"] ?? options.Url;
        options.IngressUrl = configuration["KEYWAY_INGRESS_URL"] ?? options.IngressUrl;
        options.Data = Path.GetFullPath(configuration["KEYWAY_DATA"] ?? options.Data);
        options.EgressAllow = configuration["KEYWAY_EGRESS_ALLOW"] ?? options.EgressAllow;
        var database = configuration["KEYWAY_DATABASE"] ?? "sqlite";
        if (database != "sqlite") throw new StartupException("KEYWAY_DATABASE: this version knows only sqlite.");
        if (options.Durability is not ("full" or "normal")) throw new StartupException("Keyway:Durability must be full or normal.");
        return options;
    }
}

/// <summary>Why the server does not start, for the person who started it.</summary>
public sealed class StartupException(string message) : Exception(message);

using System.Net;
using Keyway.Engine.Steps;
using Keyway.Engine.Triggers;
using Keyway.Engine.Values;
using Keyway.Engine.Workflows.Format;

namespace Keyway.Engine.Workflows;

/// <summary>Reads the trigger.</summary>
internal sealed class TriggerReader(TemplateReader templates, TriggerAuthReader auth, Problems problems)
{
    public Trigger? Read(Place root)
    {
        if (root.Find("trigger") is not { } trigger) return null;
        if (trigger.Text == "manual" || trigger.IsMap && trigger.Properties.Any(p => p.Key.Key == "manual")) return Trigger.Manual.Instance;
        if (trigger.Text == "http") return new Trigger.Http();
        return trigger.Find("http") is { IsMap: true } http ? ReadHttp(http) : trigger.Properties.Any(p => p.Key.Key == "http") ? new Trigger.Http() : null;
    }

    private Trigger.Http ReadHttp(Place http)
    {
        var defaults = new Trigger.Http();
        return new()
        {
            Auth = auth.Read(http),
            Ip = [.. http.ItemsAt("ip").Select(Range).OfType<IPNetwork>()],
            Respond = ReadRespond(http),
            NoStore = http.TextAt("nostore") switch
            {
                "require" => NoStoreRule.Require,
                "ignore" => NoStoreRule.Ignore,
                _ => NoStoreRule.Allow,
            },
            MaxBodyBytes = Quantity.Size(http.TextAt("max_body")) ?? defaults.MaxBodyBytes,
            Rate = Quantity.Rate(http.TextAt("rate")),
            CallerRate = Quantity.Rate(http.TextAt("caller_rate")),
            Cors = ReadCors(http),
            Timeout = Quantity.Duration(http.TextAt("timeout")) ?? defaults.Timeout,
            IdempotencyKey = ReadIdempotencyKey(http),
            PipedreamCompatible = http.TextAt("compat") == "pipedream",
            Paths = [.. http.ItemsAt("paths").Select(p => p.Text).OfType<string>()],
            Hosts = [.. http.ItemsAt("hosts").Select(h => h.Text).OfType<string>()],
        };
    }

    private Respond ReadRespond(Place http)
    {
        switch (http.TextAt("respond"))
        {
            case "accepted": return Respond.AsAccepted.Instance;
            case "workflow": return Respond.ByWorkflow.Instance;
            case "result": return Respond.Result.Instance;
        }
        if (http.Find("respond")?.Find("static") is not { } fixedReply) return Respond.Immediately.Instance;
        var headers = fixedReply.Find("headers") is { } given
            ? given.Properties.Where(p => p.Value.Text is not null).Select(p => new HttpAnswerHeader(p.Key.Key, p.Value.Text!)).ToArray()
            : [];
        var body = fixedReply.Find("body") is { } text ? ReadPlain(text) : Value.Undefined;
        return new Respond.Static(new HttpAnswer((int)(fixedReply.NumberAt("status") ?? 200), headers, body));
    }

    /// <summary>A value that is given before any step runs, so that there is nothing to compute it from.</summary>
    private Value ReadPlain(Place place)
    {
        var template = templates.Read(place, new(ExpressionUse.NoStep, ExpressionRole.Trigger));
        if (template is Template.Literal literal) return literal.Value;
        problems.Error("invalid_value", place.Spot, "A static reply is sent before any step and has no expressions. To compute it, use 'respond: workflow' and a step http/respond.");
        return Value.Null;
    }

    private Template? ReadIdempotencyKey(Place http)
    {
        if (http.Find("idempotency_key") is not { Text: not null } key) return null;
        var template = templates.Read(key, new(ExpressionUse.NoStep, ExpressionRole.Trigger));
        if (template is Template.Literal { Value.IsUndefined: false })
            problems.Error("invalid_value", key.Spot, "Every event would have the same key, and only the first would run. Give an expression, such as {{ steps.trigger.event.body.id }}.");
        return template;
    }

    private Cors ReadCors(Place http)
    {
        if (http.TextAt("cors") == "off") return Cors.Off;
        if (http.Find("cors") is not { IsMap: true } cors) return Cors.Any;
        var origins = cors.ItemsAt("origins").Select(o => o.Text).OfType<string>().ToArray();
        var credentials = cors.FlagAt("credentials") ?? false;
        if (credentials && origins.Contains("*"))
            problems.Error("invalid_value", cors.Find("credentials")!.Value.Spot, "Browsers refuse credentials together with origin '*'. List the origins.");
        return new(
            origins,
            cors.Find("headers") is { } headers ? [.. headers.Items.Select(h => h.Text).OfType<string>()] : Cors.Any.Headers,
            credentials,
            Quantity.Duration(cors.TextAt("max_age")) ?? Cors.Any.MaxAge);
    }

    private IPNetwork? Range(Place place)
    {
        if (place.Text is not { } text) return null;
        var parts = text.Split('/');
        if (IPAddress.TryParse(parts[0], out var address))
        {
            if (parts.Length == 1) return new IPNetwork(address, address.GetAddressBytes().Length * 8);
            // The parser clears low bits in silence: 10.0.0.1/8 would let in more than its author looked at.
            if (IPNetwork.TryParse(text, out var network) && network.BaseAddress.Equals(address)) return network;
        }
        problems.Error("invalid_value", place.Spot, "Expected an address or a range whose low bits are zero, such as 203.0.113.0/24 or 2001:db8::/32.");
        return null;
    }
}

using System.Text.RegularExpressions;
using Keyway.Engine.Expressions;
using Keyway.Engine.Triggers;
using Keyway.Engine.Workflows.Format;

namespace Keyway.Engine.Workflows;

/// <summary>Reads who may call an HTTP trigger. Its keys are references or hashes, never written out.</summary>
internal sealed partial class TriggerAuthReader(TemplateReader templates, Problems problems)
{
    private static readonly TimeSpan DefaultWindow = TimeSpan.FromMinutes(5), DefaultSkew = TimeSpan.FromMinutes(1);

    /// <summary>How well-known senders sign.</summary>
    private static readonly Dictionary<string, SignatureForm> Presets = new()
    {
        ["standard-webhooks"] = new("standard-webhooks", "webhook-signature", "sha256", "base64", "v1,"),
        ["github"] = new("github", "x-hub-signature-256", "sha256", "hex", "sha256="),
        ["stripe"] = new("stripe", "stripe-signature", "sha256", "hex", "v1="),
        ["slack"] = new("slack", "x-slack-signature", "sha256", "hex", "v0="),
    };

    public TriggerAuth Read(Place http)
    {
        if (http.Find("auth") is not { IsMap: true } auth) return TriggerAuth.None.Instance;
        if (auth.Find("bearer") is { } bearer) return new TriggerAuth.Bearer(Tokens(bearer, "name", "token"));
        if (auth.Find("basic") is { } basic) return new TriggerAuth.Basic(Tokens(basic, "username", "password"));
        if (auth.Find("api_key") is { } apiKey)
            return new TriggerAuth.ApiKey(apiKey.TextAt("header") ?? "", apiKey.Find("keys") is { } keys ? Tokens(keys, "name", "key") : []);
        if (auth.Find("hmac") is { } hmac) return ReadHmac(hmac);
        if (auth.Find("jwt") is { } jwt) return ReadJwt(jwt);
        return TriggerAuth.None.Instance;
    }

    private NamedToken[] Tokens(Place list, string name, string key)
    {
        NeedsOne(list);
        var seen = new HashSet<string>();
        var tokens = new List<NamedToken>();
        foreach (var item in list.Items)
        {
            if (item.TextAt(name) is not { } caller) continue;
            if (!seen.Add(caller)) problems.Error("invalid_value", item.Find(name)!.Value.Spot, "This name is here twice. Each key needs a name of its own, by which its calls are counted.");
            if (item.Find(key) is { } place && ReadKey(place, mayBeHash: true) is { } source) tokens.Add(new(caller, source));
        }
        return [.. tokens];
    }

    private TriggerAuth.Hmac ReadHmac(Place hmac)
    {
        var preset = hmac.TextAt("preset");
        foreach (var own in (ReadOnlySpan<string>)["header", "algorithm", "encoding", "prefix"])
            if (preset is not null && hmac.Find(own) is { } place)
                problems.Error("invalid_value", place.Spot, $"The preset says this already. Remove '{own}', or the preset.");
        if (preset is null && hmac.Find("header") is null)
            problems.Error("missing_key", hmac.Spot, "'preset' or 'header' is missing: it says which header carries the signature.");
        var form = Presets.GetValueOrDefault(preset ?? "")
            ?? new SignatureForm(null, (hmac.TextAt("header") ?? "").ToLowerInvariant(), hmac.TextAt("algorithm") ?? "sha256", hmac.TextAt("encoding") ?? "hex", hmac.TextAt("prefix") ?? "");
        if (hmac.Find("keys") is { } list) NeedsOne(list);
        var keys = hmac.ItemsAt("keys").Select(k => ReadKey(k, mayBeHash: false)).OfType<KeySource>().ToArray();
        return new(form, keys, Quantity.Duration(hmac.TextAt("window")) ?? DefaultWindow);
    }

    private TriggerAuth.Jwt ReadJwt(Place jwt)
    {
        Uri? jwks = null;
        if (jwt.Find("jwks") is { Text: { } address } place && !Uri.TryCreate(address, UriKind.Absolute, out jwks))
            problems.Error("invalid_value", place.Spot, "Expected an http or https address.");
        return new(jwt.TextAt("issuer") ?? "", jwt.TextAt("audience") ?? "", jwks, Quantity.Duration(jwt.TextAt("clock_skew")) ?? DefaultSkew);
    }

    private void NeedsOne(Place list)
    {
        if (list.Node is SourceNode.List { Items.Count: 0 }) problems.Error("invalid_value", list.Spot, "At least one key is needed, or nobody could call.");
    }

    private KeySource? ReadKey(Place place, bool mayBeHash)
    {
        if (place.TextAt("hash") is { } hash)
        {
            if (mayBeHash) return hash.Length == 71 ? new KeySource.Hash(Convert.FromHexString(hash.AsSpan(7))) : null;
            problems.Error("invalid_value", place.Spot, "A signature cannot be checked with a hash of its key. Give a reference: {{ secret(\"store:path#field\") }} or {{ env.NAME }}.");
            return null;
        }
        if (place.Node is not SourceNode.Scalar) return null;
        switch (templates.Read(place, new(ExpressionUse.NoStep, ExpressionRole.Trigger)))
        {
            case Template.Literal { Value.IsUndefined: true }:
                return null;
            case Template.Literal:
                var orHash = mayBeHash ? ", or its hash: { hash: \"sha256:...\" }" : "";
                problems.Error("key_literal", place.Spot, $"A key is written into the workflow, which is stored and shown. Give a reference: {{{{ secret(\"store:path#field\") }}}} or {{{{ env.NAME }}}}{orHash}.");
                return null;
            case Template.Computed { Expression: var expression } when Reference(expression) is { } source:
                return source;
            default:
                problems.Error("invalid_value", place.Spot, "A trigger's key is exactly {{ secret(\"store:path#field\") }} with nothing computed in it, or {{ env.NAME }}.");
                return null;
        }
    }

    private static KeySource? Reference(Expression expression)
    {
        if (expression.Path is { Root: "env", Segments: [var name] }) return new KeySource.Environment(name);
        if (expression.Secrets is not [{ Template: { HoleCount: 0 } template }] || !OneSecret().IsMatch(expression.Source)) return null;
        return template.Resolve([], out _) is { } reference ? new KeySource.Reference(reference) : null;
    }

    /// <summary>One call with one plain text: nothing before, nothing behind, nothing in it.</summary>
    [GeneratedRegex("^secret\\s*\\(\\s*(?:\"[^\"]*\"|'[^']*'|`[^`]*`)\\s*\\)$", RegexOptions.NonBacktracking)]
    private static partial Regex OneSecret();
}

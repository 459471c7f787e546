using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Keyway.Engine.Apps;
using Keyway.Engine.Steps;
using Keyway.Engine.Values;

namespace Keyway.Apps.Tests;

/// <summary>What holds for every app and every action, also for those that come later.</summary>
public sealed partial class CatalogueTests
{
    public static TheoryData<string> Apps() => [.. AppCatalog.Default.All.Select(a => a.Key)];

    public static TheoryData<string> Actions() => [.. AppCatalog.Default.All.SelectMany(a => a.Actions.Select(x => a.Key + "/" + x.Key))];

    /// <summary>Actions that call somebody.</summary>
    public static TheoryData<string> Callers() => [.. Inputs.Keys];

    [Fact]
    public void Apps_are_listed_in_order_each_once()
    {
        var keys = AppCatalog.Default.All.Select(a => a.Key).ToList();
        keys.ShouldBe(keys.Distinct().Order(StringComparer.Ordinal));
        foreach (var key in keys) AppCatalog.Default.Find(key)!.Key.ShouldBe(key);
        AppCatalog.Default.Find("nonesuch").ShouldBeNull();
    }

    [Theory]
    [MemberData(nameof(Apps))]
    public void An_app_says_what_it_is_and_where_its_credentials_go(string key)
    {
        var app = AppCatalog.Default.Find(key)!;
        Key().IsMatch(app.Key).ShouldBeTrue();
        Sentence(app.Description);
        app.Actions.Select(a => a.Key).ShouldBeUnique();
        app.Auth.Fields.Select(f => f.Name).ShouldBeUnique();
        foreach (var field in app.Auth.Fields)
        {
            field.Label.ShouldNotBeNullOrWhiteSpace();
            Sentence(field.Help);
        }
        if (app.Auth is AppAuth.None) return;
        app.Docs.ShouldNotBeNull();
        app.BaseUrl!.Scheme.ShouldBe("https");
        app.BaseUrl.OriginalString.ShouldNotEndWith("/");
        app.Hosts.ShouldContain(app.BaseUrl.Host);
        app.Hosts.ShouldAllBe(h => h != "*" && !h.Contains("://"));
        app.Auth.Placements.ShouldNotBeEmpty();
        var placed = app.Auth.Placements.SelectMany(p => p switch
        {
            Placement.Header header => new[] { header.Field },
            Placement.Query query => [query.Field],
            Placement.Basic basic => [basic.UserField, basic.PasswordField],
            _ => throw new InvalidOperationException(),
        });
        placed.ShouldBeSubsetOf(app.Auth.Fields.Select(f => f.Name));
    }

    [Theory]
    [MemberData(nameof(Actions))]
    public void An_action_says_what_it_does_takes_and_gives(string uses)
    {
        var (app, action) = Find(uses);
        Key().IsMatch(action.Key).ShouldBeTrue();
        action.Title.ShouldNotBeNullOrWhiteSpace();
        Sentence(action.Description);
        action.Props.Select(p => p.Name).ShouldBeUnique();
        action.Output.Select(o => o.Name).ShouldBeUnique();
        if (app.Auth is AppAuth.None) action.NeedsCredential.ShouldBeFalse();
        else action.Output.ShouldNotBeEmpty();
        foreach (var prop in action.Props)
        {
            PropName().IsMatch(prop.Name).ShouldBeTrue(prop.Name);
            prop.Label.ShouldNotBeNullOrWhiteSpace();
            Sentence(prop.Help);
            if (prop.Choices.Count > 0) prop.Type.ShouldBe(PropType.Text);
            if (prop.Choices.Count > 0 && prop.Default.TryGetText(out var text)) prop.Choices.ShouldContain(text);
            if (!prop.Default.IsUndefined) prop.Required.ShouldBeFalse();
        }
        foreach (var output in action.Output) Sentence(output.Description);
    }

    [Theory]
    [MemberData(nameof(Actions))]
    public void An_actions_defaults_are_of_its_own_types(string uses)
    {
        var (_, action) = Find(uses);
        var given = new ObjectValue();
        foreach (var prop in action.Props)
            if (!prop.Default.IsUndefined) given.Set(prop.Name, prop.Default);
        Coercion.Coerce(action with { Props = [.. action.Props.Where(p => !p.Default.IsUndefined)] }, given).ShouldBeOfType<CoercedInputs.Valid>();
    }

    [Theory]
    [MemberData(nameof(Actions))]
    public void Its_inputs_have_a_schema(string uses)
    {
        var (_, action) = Find(uses);
        var schema = ActionSchema.Inputs(action);
        var properties = schema["properties"]!.AsObject();
        properties.Select(p => p.Key).ShouldBe(action.Props.Select(p => p.Name));
        properties.ShouldAllBe(p => !string.IsNullOrEmpty((string?)p.Value!["description"]));
        (schema["required"]?.AsArray().Select(r => (string?)r) ?? []).ShouldBe(action.Props.Where(p => p.Required).Select(p => p.Name));
        JsonNode.DeepEquals(JsonNode.Parse(schema.ToJsonString()), schema).ShouldBeTrue();
    }

    [Fact]
    public void Every_action_that_calls_somebody_is_tried_here()
    {
        var silent = new[] { "data/set", "http/respond" };
        AppCatalog.Default.All.SelectMany(a => a.Actions.Select(x => a.Key + "/" + x.Key)).Except(silent).ShouldBe(Inputs.Keys, ignoreOrder: true);
    }

    [Theory]
    [MemberData(nameof(Callers))]
    public async Task A_credential_that_comes_back_in_a_reply_is_its_handle_everywhere(string uses)
    {
        await using var api = await FakeApi.Start(seen =>
        {
            var authorization = seen.Headers.GetValueOrDefault("authorization", "");
            var token = authorization["Bearer ".Length..];
            // Every shape that one of the actions reads, and the token in each text of it.
            var json = $$"""
                {"ok":true,"ts":"{{token}}","channel":"{{token}}","text":"{{token}}","message":{"text":"{{token}}"},"user":{"id":"{{token}}","login":"{{token}}"},
                 "channels":[{"id":"{{token}}"}],"number":1,"title":"{{token}}","body":"{{token}}","labels":[{"name":"{{token}}"}],"html_url":"{{token}}","description":"{{token}}",
                 "content":{"path":"{{token}}","sha":"{{token}}"},"commit":{"sha":"{{token}}"},"sha":"{{token}}","{{token}}":1}
                """;
            return new FakeApi.Reply(200, json).With("x-echo", authorization).With("set-cookie", "session=" + token);
        });
        using var bench = Bench.At(api.Address);
        var result = await Run(bench, api, uses, Bench.Token);
        api.Requests.ShouldNotBeEmpty();
        api.Requests.ShouldAllBe(r => r.Headers["authorization"] == "Bearer " + Bench.Token);
        var seen = ValueJson.ToText(Bench.Success(result)) + string.Concat(bench.Exchanges.Select(e => ValueJson.ToText(e)));
        seen.ShouldNotContain(Bench.Token);
        seen.ShouldContain("«");
    }

    [Theory]
    [MemberData(nameof(Callers))]
    public async Task An_error_holds_nothing_that_the_vendor_said(string uses)
    {
        foreach (var status in new[] { 200, 400, 403, 404, 409, 410, 418, 422, 429, 500, 503 })
        {
            await using var api = await FakeApi.Start(_ => new FakeApi.Reply(status, """{"ok":false,"error":"Secret Vendor Text","message":"Secret Vendor Text","errors":[{"code":"Secret Vendor Text"}]}"""));
            using var bench = Bench.At(api.Address);
            if (await Run(bench, api, uses, Bench.Token) is not StepResult.Failed { Error: var error }) continue;
            error.Message.ShouldNotContain("Secret Vendor Text");
            error.Message.ShouldNotContain(Bench.Token);
            error.HttpStatus.ShouldBe(status);
            error.Retryable.ShouldBe(status is 429 or >= 500, $"{uses} {status}");
        }
    }

    [Theory]
    [MemberData(nameof(Callers))]
    public async Task A_host_that_is_down_fails_the_step_as_a_network_error(string uses)
    {
        var api = await FakeApi.Start(_ => "{}");
        using var bench = Bench.At(api.Address);
        var address = api.Address;
        await api.DisposeAsync();
        var error = Bench.Failure(await Run(bench, address, uses, Bench.Token));
        error.Code.ShouldBe("network_error");
        error.Retryable.ShouldBeTrue();
    }

    /// <summary>The least that each calling action needs.</summary>
    private static readonly Dictionary<string, Value> Inputs = new()
    {
        ["slack/send-message"] = Value.Object(("channel", "C1"), ("text", "x")),
        ["slack/update-message"] = Value.Object(("channel", "C1"), ("ts", "1.2"), ("text", "x")),
        ["slack/delete-message"] = Value.Object(("channel", "C1"), ("ts", "1.2")),
        ["slack/add-reaction"] = Value.Object(("channel", "C1"), ("ts", "1.2"), ("name", "eyes")),
        ["slack/list-channels"] = Value.Object(),
        ["slack/get-user"] = Value.Object(("user", "U1")),
        ["github/create-issue"] = Value.Object(("owner", "o"), ("repo", "r"), ("title", "t")),
        ["github/get-issue"] = Value.Object(("owner", "o"), ("repo", "r"), ("number", 1)),
        ["github/list-issues"] = Value.Object(("owner", "o"), ("repo", "r")),
        ["github/create-comment"] = Value.Object(("owner", "o"), ("repo", "r"), ("number", 1), ("body", "b")),
        ["github/get-repository"] = Value.Object(("owner", "o"), ("repo", "r")),
        ["github/create-or-update-file"] = Value.Object(("owner", "o"), ("repo", "r"), ("path", "p"), ("content", "c"), ("message", "m")),
        ["http/request"] = Value.Object(),
    };

    private static Task<StepResult> Run(Bench bench, FakeApi api, string uses, string token) => Run(bench, api.Address, uses, token);

    private static Task<StepResult> Run(Bench bench, Uri address, string uses, string token)
    {
        if (uses != "http/request") return bench.Run(uses, Inputs[uses], token);
        var with = Value.Object(("url", address.AbsoluteUri), ("headers", Value.Object(("authorization", Bench.Labelled("Bearer " + token, "trigger.token")))));
        return bench.Run(uses, with, namedHost: address.Host);
    }

    private static (App App, AppAction Action) Find(string uses)
    {
        var app = AppCatalog.Default.Find(uses.Split('/')[0])!;
        return (app, app.Find(uses.Split('/')[1])!);
    }

    private static void Sentence(string text)
    {
        text.ShouldNotBeNullOrWhiteSpace();
        (text[^1] is '.').ShouldBeTrue($"'{text}' does not end as a sentence does.");
    }

    [GeneratedRegex("^[a-z][a-z0-9-]*$")]
    private static partial Regex Key();

    [GeneratedRegex("^[a-z][a-z0-9_]*$")]
    private static partial Regex PropName();
}

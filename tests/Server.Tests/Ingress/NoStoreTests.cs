using Keyway.Engine.Runs;
using Keyway.Engine.Triggers;
using Keyway.Engine.Workflows;

namespace Keyway.Server.Tests.Ingress;

/// <summary>SPEC 3.6: who asks for no-store, and what is said.</summary>
public sealed class NoStoreTests(IngressHost host) : IClassFixture<IngressHost>
{
    [Theory]
    [InlineData("", "x-pd-nostore", "1")]
    [InlineData("", "pd-nostore", "1")]
    [InlineData("", "X-PD-NoStore", " true ")]
    [InlineData("?x-pd-nostore=1", null, null)]
    [InlineData("?pd-nostore=1", null, null)]
    [InlineData("?a=b&X-Pd-Nostore=1", null, null)]
    [InlineData("?pd-nostore=0&pd-nostore=1", null, null)]
    [InlineData("?x-pd-nostore=0", "x-pd-nostore", "1")]
    [InlineData("", "Prefer", "no-store")]
    [InlineData("", "Prefer", "respond-async, No-Store; x=1")]
    public async Task A_request_may_ask_that_nothing_is_stored(string query, string? header, string? value)
    {
        var hook = host.Serve(new());
        var answered = header is null ? await hook.Get(query) : await hook.Get(query, (header, value!));
        answered.Status.ShouldBe(200);
        answered.Header("Preference-Applied").ShouldBe("no-store");
        hook.Starts.Single().Storage.ShouldBe(StorageClass.NoStore);
    }

    [Theory]
    [InlineData("", null, null)]
    [InlineData("?x-pd-nostore=0", null, null)]
    [InlineData("", "pd-nostore", "false")]
    [InlineData("?nostore=1", null, null)]
    [InlineData("", "Prefer", "no-storex, respond-async")]
    [InlineData("", "Cache-Control", "no-store")]
    public async Task Otherwise_the_workflows_setting_holds(string query, string? header, string? value)
    {
        foreach (var history in Enum.GetValues<StorageClass>().Where(c => c != StorageClass.NoStore))
        {
            var hook = host.Serve(new(), settings: WorkflowSettings.Default with { History = history });
            var answered = header is null ? await hook.Get(query) : await hook.Get(query, (header, value!));
            answered.Header("Preference-Applied").ShouldBeNull();
            hook.Starts.Single().Storage.ShouldBe(history);
        }
    }

    [Theory]
    [InlineData("?x-pd-nostore=2")]
    [InlineData("?x-pd-nostore")]
    [InlineData("?pd-nostore=yes%20please")]
    public async Task An_unclear_flag_is_400_rather_than_misunderstood(string query)
    {
        var hook = host.Serve(new());
        var answered = await hook.Get(query);
        answered.Status.ShouldBe(400);
        answered.Code.ShouldBe("nostore_invalid");
        hook.Starts.ShouldBeEmpty();
    }

    [Fact]
    public async Task Require_is_as_if_every_request_had_asked()
    {
        var hook = host.Serve(new() { NoStore = NoStoreRule.Require });
        (await hook.Get("?pd-nostore=0")).Header("Preference-Applied").ShouldBe("no-store");
        hook.Starts.Single().Storage.ShouldBe(StorageClass.NoStore);
    }

    [Fact]
    public async Task Ignore_refuses_whoever_asks_and_takes_whoever_does_not()
    {
        var hook = host.Serve(new() { NoStore = NoStoreRule.Ignore });
        var refused = await hook.Get("", ("x-pd-nostore", "1"));
        refused.Status.ShouldBe(400);
        refused.Code.ShouldBe("nostore_not_allowed");
        refused.Header("Preference-Applied").ShouldBeNull();
        hook.Starts.ShouldBeEmpty();
        (await hook.Get()).Status.ShouldBe(200);
        hook.Starts.Single().Storage.ShouldBe(StorageClass.Full);
    }

    [Fact]
    public async Task The_flag_is_not_read_before_the_caller_passed_auth()
    {
        var hook = host.Serve(new() { NoStore = NoStoreRule.Ignore, Auth = new TriggerAuth.Bearer([new("a", IngressHost.NamedKey("none"))]) });
        (await hook.Get("", ("x-pd-nostore", "1"))).Status.ShouldBe(401);
    }

    [Theory]
    [InlineData("accepted")]
    [InlineData("workflow")]
    [InlineData("result")]
    [InlineData("failed")]
    public async Task Every_reply_of_such_a_run_says_so(string respond)
    {
        var hook = host.Serve(
            new() { Respond = respond switch { "accepted" => Respond.AsAccepted.Instance, "result" => Respond.Result.Instance, _ => Respond.ByWorkflow.Instance } },
            IngressHost.Finished(respond == "failed" ? RunStatus.Failed : RunStatus.Succeeded, "code", "step"));
        (await hook.Get("?pd-nostore=1")).Header("Preference-Applied").ShouldBe("no-store");
    }
}

using Keyway.Engine.Apps;
using Keyway.Engine.Redaction;
using Keyway.Engine.Runs;
using Keyway.Engine.Sealing;
using Keyway.Engine.Steps;
using Keyway.Engine.Values;
using Keyway.Runtimes;

namespace Keyway.Apps.Tests;

public sealed class RuntimeTests
{
    [Fact]
    public async Task What_an_action_throws_stays_in_it()
    {
        var result = await Run((_, _) => throw new InvalidOperationException("the password is hunter2"));
        var error = Bench.Failure(result);
        error.Code.ShouldBe("internal_error");
        error.ToString().ShouldNotContain("hunter2");
    }

    [Fact]
    public async Task A_cancelled_run_is_not_an_error_of_the_action()
    {
        using var cancelled = new CancellationTokenSource();
        await Should.ThrowAsync<OperationCanceledException>(async () => await Run(async (_, ct) =>
        {
            await cancelled.CancelAsync();
            ct.ThrowIfCancellationRequested();
            return new StepResult.Succeeded(Value.Null);
        }, cancelled.Token));
        Bench.Failure(await Run((_, _) => throw new OperationCanceledException())).Code.ShouldBe("internal_error");
    }

    [Fact]
    public async Task An_action_gets_its_inputs_coerced_and_its_logs_are_kept()
    {
        var context = Context((context, _) =>
        {
            context.Log("a line");
            return ValueTask.FromResult<StepResult>(new StepResult.Succeeded(context["n"]));
        });
        Bench.Success(await new ActionRuntime().Run(context, default)).ShouldBe(3);
        context.Logs.ShouldBe(["a line"]);
    }

    private static async Task<StepResult> Run(RunAction run, CancellationToken ct = default) => await new ActionRuntime().Run(Context(run), ct);

    private static StepContext Context(RunAction run)
    {
        Value.Object(("n", "3")).TryGetObject(out var inputs);
        var action = new AppAction { Key = "act", Title = "Act", Description = "For tests.", Props = [Prop.Integer("n", "N", "Help.")], Run = run };
        return new StepContext
        {
            App = new App { Key = "vendor", Name = "Vendor", Description = "For tests.", Auth = new AppAuth.None(), Actions = [action] },
            Action = action,
            Inputs = inputs!,
            Arena = new SecretArena(),
            Run = RunId.New(TimeProvider.System, Entropies.Seeded(1)),
            StepName = "step",
            Attempt = 1,
            Time = TimeProvider.System,
            Http = (_, _, _) => throw new NotSupportedException(),
        };
    }
}

using Keyway.Engine.Redaction;
using Keyway.Engine.Runs;
using Keyway.Engine.Steps;
using Keyway.Engine.Values;
using Keyway.Server.Ingress;

namespace Keyway.Server.Deployments;

/// <summary>What the run that first used an idempotency key answered, from its record. An answer that held a credential was never written, so it cannot be given twice.</summary>
public sealed class FirstAnswers(IRunStore store, WorkflowBook book)
{
    public async ValueTask<RepeatedAnswer> Read(RunId first, CancellationToken ct)
    {
        if (await store.Read(first, ct) is not { } record) return RepeatedAnswer.NotKept.Instance;
        if (!record.State.Status.IsFinal()) return RepeatedAnswer.StillRunning.Instance;
        if (await book.Find(record.Header.Workflow, record.Header.Version, ct) is not { } deployed) return RepeatedAnswer.NotKept.Instance;

        var last = Value.Undefined;
        string? failed = null;
        foreach (var entry in record.Entries)
        {
            switch (entry)
            {
                case JournalEntry.StepSucceeded { Record: Payload.Opened opened } done:
                    var step = Redactor.ReadRecorded(opened.Data.Span, static (_, name) => Redactor.Absent(name));
                    if (deployed.Workflow.Steps[done.Step] is { Uses: "http/respond" }) return Given(step["input"]);
                    last = step["exports"]["$return_value"];
                    break;
                case JournalEntry.StepSucceeded:
                    return RepeatedAnswer.NotKept.Instance;
                case JournalEntry.StepFailed { RetryAt: null } failure:
                    failed = deployed.Workflow.Steps[failure.Step].Name;
                    break;
            }
        }
        return last.HasLabels ? RepeatedAnswer.NotKept.Instance : new RepeatedAnswer.Ended(new(record.State.Status, record.State.Code, failed, last));
    }

    private static RepeatedAnswer Given(in Value input)
    {
        if (input.HasLabels) return RepeatedAnswer.NotKept.Instance;
        var headers = new List<HttpAnswerHeader>();
        if (input["headers"].TryGetObject(out var given))
        {
            foreach (var (name, value) in given)
            {
                if (value.TryGetArray(out var list)) headers.AddRange(list.Select(item => new HttpAnswerHeader(name, item.ToString().Trim('"'))));
                else if (!value.IsNullish) headers.Add(new(name, value.TryGetText(out var text) ? text : value.ToString()));
            }
        }
        var status = input["status"].TryGetNumber(out var number) ? (int)number : 200;
        return new RepeatedAnswer.Answer(new HttpAnswer(status, headers, input["body"]));
    }
}

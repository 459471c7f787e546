using System.Text;
using Keyway.Engine.Catalog;
using Keyway.Engine.Runs;

namespace Keyway.Storage.Tests;

/// <summary>Whatever a store answers, as text that two stores can be compared by: lists and bytes by what is in them.</summary>
internal static class Portrait
{
    public static string Of(object? answer) => answer switch
    {
        null => "null",
        string text => text,
        RunRecord run => $"{run.Header} {run.State} taken {run.Taken} box {Of(run.Box)}\n{Lines(run.Entries)}",
        JournalEntry.Accepted e => $"Accepted {e.At:O} {Of(e.Event)}",
        JournalEntry.StepSucceeded e => $"StepSucceeded {e.At:O} {e.Step} {e.Attempt} {e.Duration} {Of(e.Record)}",
        JournalEntry.StepFailed e => $"StepFailed {e.At:O} {e.Step} {e.Attempt} {e.Duration} {e.Code} {e.RetryAt:O} {Of(e.Record)}",
        JournalEntry.CredentialsAwaited e => $"CredentialsAwaited {e.At:O} {string.Join(',', e.Names)}",
        JournalEntry.CredentialsSupplied e => $"CredentialsSupplied {e.At:O} {string.Join(',', e.Names)}",
        JournalEntry e => $"{e} {e.At:O}",
        Payload.Opened opened => Encoding.UTF8.GetString(opened.Data.Span),
        Payload other => other.GetType().Name,
        Engine.Sealing.SealedBox box => $"{Hex(box.WrappedKey)}:{Hex(box.Sealed)}",
        Claim claim => $"{claim.Fence} {Of(claim.Run)}",
        IReadOnlyList<Claim> claims => Lines(claims),
        RunPage page => $"next {(page.Next is null ? "none" : "some")}\n{Lines(page.Items)}",
        IReadOnlyDictionary<RunStatus, long> counts => string.Join(' ', counts.OrderBy(c => c.Key)),
        CatalogItem item => $"{item.Kind} {item.Name} {Hex(item.Facts)} {(item.Sealed is { } secret ? Hex(secret) : "-")} {item.ChangedAt:O} {item.Revision}",
        IReadOnlyList<CatalogItem> items => Lines(items),
        IReadOnlyList<SavedWorkflow> workflows => Lines(workflows),
        IReadOnlyList<AuditLine> lines => Lines(lines),
        _ => answer.ToString()!,
    };

    private static string Lines<T>(IEnumerable<T> items) => string.Join('\n', items.Select(item => "  " + Of(item)));

    private static string Hex(ReadOnlyMemory<byte> bytes) => Convert.ToHexStringLower(bytes.Span);
}

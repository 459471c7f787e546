namespace Keyway.Engine.Catalog;

/// <summary>Where workflows and what an operator configures are kept. What is secret arrives sealed.</summary>
public interface ICatalogStore
{
    /// <summary>
    /// Saves a new immutable version, unless the source is the newest version's to the byte: then that one is answered.
    /// The trigger's key is made at the first version and kept.
    /// </summary>
    /// <param name="ifMatch">The version the author started from; null does not care. On a mismatch null is returned and nothing is written.</param>
    ValueTask<SavedWorkflow?> SaveWorkflow(string name, WorkflowSource source, string newTriggerKey, int? ifMatch, DateTimeOffset now, CancellationToken ct);

    /// <summary>The newest version; null when there is no such workflow.</summary>
    ValueTask<SavedWorkflow?> FindWorkflow(string name, CancellationToken ct);

    ValueTask<SavedWorkflow?> FindVersion(string name, int version, CancellationToken ct);

    /// <summary>The newest version of each, by name; without their sources when <paramref name="withSources"/> is false.</summary>
    IAsyncEnumerable<SavedWorkflow> ListWorkflows(bool withSources, CancellationToken ct);

    /// <summary>Newest first, without sources.</summary>
    ValueTask<IReadOnlyList<SavedWorkflow>> ListVersions(string name, CancellationToken ct);

    ValueTask<bool> SetEnabled(string name, bool enabled, CancellationToken ct);

    /// <summary>Gives the trigger a new key; the old one is unknown from now on.</summary>
    ValueTask<bool> RotateTrigger(string name, string newTriggerKey, CancellationToken ct);

    /// <summary>Removes it from the catalogue; versions that runs still need are kept until those runs are gone.</summary>
    ValueTask<bool> DeleteWorkflow(string name, CancellationToken ct);

    ValueTask<CatalogItem?> FindItem(CatalogKind kind, string name, CancellationToken ct);
    ValueTask<IReadOnlyList<CatalogItem>> ListItems(CatalogKind kind, CancellationToken ct);

    /// <summary>Writes an item whole. False when <paramref name="ifMatch"/> is given and is not its present revision (0: it must not exist).</summary>
    ValueTask<bool> PutItem(CatalogItem item, int? ifMatch, CancellationToken ct);
    ValueTask<bool> DeleteItem(CatalogKind kind, string name, CancellationToken ct);

    /// <summary>Writes a line that must be written, or the act it tells of fails.</summary>
    ValueTask Audit(AuditLine line, CancellationToken ct);

    /// <summary>Newest first.</summary>
    ValueTask<IReadOnlyList<AuditLine>> ListAudit(int limit, CancellationToken ct);
}

/// <param name="Text">As the author wrote it.</param>
/// <param name="Form"><c>yaml</c> or <c>json</c>.</param>
public sealed record WorkflowSource(string Text, string Form);

/// <param name="Source">Null where a listing left it out.</param>
public sealed record SavedWorkflow(string Name, int Version, WorkflowSource? Source, string TriggerKey, bool Enabled, DateTimeOffset SavedAt, bool IsNew = false);

public enum CatalogKind : byte
{
    /// <summary>Keyway's own sealed secrets: the built-in store.</summary>
    Secret,
    SecretStore,
    Account,
    Environment,
    ApiKey,
    Setting,
}

/// <param name="Facts">Plain JSON that may be shown.</param>
/// <param name="Sealed">What may not, under the master key; null when there is nothing secret.</param>
/// <param name="Revision">Counts the writes; the store sets it.</param>
public sealed record CatalogItem(CatalogKind Kind, string Name, ReadOnlyMemory<byte> Facts, ReadOnlyMemory<byte>? Sealed, DateTimeOffset ChangedAt, int Revision = 0);

/// <param name="Who">The API key's name, <c>cli</c>, or <c>run:id</c>.</param>
/// <param name="Act">A stable word: <c>workflow.deploy</c>, <c>secret.read</c>.</param>
/// <param name="On">The name of the thing; never a value.</param>
public sealed record AuditLine(DateTimeOffset At, string Who, string Act, string On);

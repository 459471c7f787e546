using System.Text;
using Keyway.Engine.Catalog;

namespace Keyway.Storage.Tests.Conformance;

public abstract partial class CatalogStoreConformance
{
    private CatalogItem Item(string name, string facts = "{}", string? secret = null, CatalogKind kind = CatalogKind.Account)
    {
        ReadOnlyMemory<byte>? @sealed = secret is null ? default(ReadOnlyMemory<byte>?) : Sealer.SealItem(kind.ToString(), name, Encoding.UTF8.GetBytes(secret));
        return new(kind, name, Encoding.UTF8.GetBytes(facts), @sealed, Now);
    }

    [Fact]
    public async Task An_item_is_found_as_it_was_put()
    {
        var item = Item("acme", """{"app":"slack"}""", "the token");
        (await Store.PutItem(item, null, Ct)).ShouldBeTrue();

        var found = (await Store.FindItem(CatalogKind.Account, "acme", Ct)).ShouldNotBeNull();

        Portrait.Of(found).ShouldBe(Portrait.Of(item with { Revision = 1 }));
        Encoding.UTF8.GetString(Sealer.OpenItem("Account", "acme", found.Sealed!.Value.Span)).ShouldBe("the token");
        (await Store.FindItem(CatalogKind.Secret, "acme", Ct)).ShouldBeNull();
        (await Store.FindItem(CatalogKind.Account, "other", Ct)).ShouldBeNull();
    }

    [Fact]
    public async Task An_item_may_have_nothing_secret_and_no_facts()
    {
        await Store.PutItem(Item("plain", ""), null, Ct);
        var found = (await Store.FindItem(CatalogKind.Account, "plain", Ct)).ShouldNotBeNull();
        found.Sealed.ShouldBeNull();
        found.Facts.Length.ShouldBe(0);
    }

    [Fact]
    public async Task An_item_is_written_whole_and_counts_its_writes()
    {
        await Store.PutItem(Item("acme", "1", "secret"), null, Ct);
        Time.Advance(TimeSpan.FromSeconds(1));
        await Store.PutItem(Item("acme", "2"), null, Ct);
        var found = (await Store.FindItem(CatalogKind.Account, "acme", Ct)).ShouldNotBeNull();
        (found.Revision, found.Sealed, found.ChangedAt).ShouldBe((2, null, Now));
    }

    [Fact]
    public async Task An_item_is_written_only_on_top_of_the_revision_it_was_made_from()
    {
        (await Store.PutItem(Item("acme", "1"), 1, Ct)).ShouldBeFalse();
        (await Store.PutItem(Item("acme", "1"), 0, Ct)).ShouldBeTrue();
        (await Store.PutItem(Item("acme", "2"), 0, Ct)).ShouldBeFalse();
        (await Store.PutItem(Item("acme", "2"), 1, Ct)).ShouldBeTrue();
        (await Store.PutItem(Item("acme", "3"), 1, Ct)).ShouldBeFalse();
        Encoding.UTF8.GetString((await Store.FindItem(CatalogKind.Account, "acme", Ct))!.Facts.Span).ShouldBe("2");
    }

    [Fact]
    public async Task A_deleted_item_is_gone()
    {
        await Store.PutItem(Item("acme"), null, Ct);
        (await Store.DeleteItem(CatalogKind.Account, "acme", Ct)).ShouldBeTrue();
        (await Store.FindItem(CatalogKind.Account, "acme", Ct)).ShouldBeNull();
        (await Store.DeleteItem(CatalogKind.Account, "acme", Ct)).ShouldBeFalse();
        (await Store.PutItem(Item("acme"), 0, Ct)).ShouldBeTrue();
    }

    [Fact]
    public async Task Items_of_a_kind_are_listed_by_name()
    {
        foreach (var name in new[] { "b", "a", "c" }) await Store.PutItem(Item(name), null, Ct);
        await Store.PutItem(Item("z", kind: CatalogKind.Secret), null, Ct);
        (await Store.ListItems(CatalogKind.Account, Ct)).Select(item => item.Name).ShouldBe(["a", "b", "c"]);
        (await Store.ListItems(CatalogKind.ApiKey, Ct)).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_audit_is_read_newest_first()
    {
        var lines = Enumerable.Range(0, 5).Select(i => new AuditLine(Now.AddSeconds(i), $"who {i}", "secret.read", "vault:x#y")).ToList();
        foreach (var line in lines) await Store.Audit(line, Ct);
        (await Store.ListAudit(3, Ct)).ShouldBe([lines[4], lines[3], lines[2]]);
        (await Store.ListAudit(100, Ct)).Count.ShouldBe(5);
    }
}

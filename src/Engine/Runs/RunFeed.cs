using System.Collections.Concurrent;
using System.Threading.Channels;

namespace Keyway.Engine.Runs;

/// <summary>Recorded facts, told to who is watching. Entries carry only what the redactor made. A slow watcher loses its oldest, never delays a run.</summary>
public sealed class RunFeed
{
    private readonly ConcurrentDictionary<Channel<RunNews>, RunId?> _watchers = new();

    /// <summary>True where somebody watches: publishing costs nothing otherwise.</summary>
    public bool IsWatched => !_watchers.IsEmpty;

    public void Publish(RunHeader header, IReadOnlyList<JournalEntry> entries)
    {
        foreach (var (channel, only) in _watchers)
            if (only is null || only == header.Id) channel.Writer.TryWrite(new(header, entries));
    }

    /// <summary>Begins to watch one run, or all; dispose to stop.</summary>
    public RunWatch Watch(RunId? only)
    {
        var channel = Channel.CreateBounded<RunNews>(new BoundedChannelOptions(256) { FullMode = BoundedChannelFullMode.DropOldest });
        _watchers[channel] = only;
        return new(channel.Reader, () => _watchers.TryRemove(channel, out _));
    }
}

public sealed record RunNews(RunHeader Header, IReadOnlyList<JournalEntry> Entries);

public sealed class RunWatch(ChannelReader<RunNews> news, Action stop) : IDisposable
{
    public ChannelReader<RunNews> News => news;

    public void Dispose() => stop();
}

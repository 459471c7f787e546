using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;
using Keyway.Engine.Runs;

namespace Keyway.Server.Api;

/// <summary>
/// Collects what the server's own meters measure, and writes it as Prometheus reads it. Only ours: their tags are names and codes, never
/// anything that a caller sent.
/// </summary>
public sealed class MetricsPage : IDisposable
{
    private const string Meters = "Keyway";
    private const string WorkflowTag = "workflow";

    /// <summary>Beyond it an instrument's new tag sets are counted together, so that no number of workflows fills the memory.</summary>
    private const int MostSeries = 2_000;

    private static readonly double[] Bounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];
    private static readonly Labels Others = new([new("other", "true")]);

    private readonly ConcurrentDictionary<Instrument, ConcurrentDictionary<Labels, Series>> _instruments = new();
    private readonly MeterListener _listener = new();

    public MetricsPage()
    {
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Meter.Name.StartsWith(Meters, StringComparison.Ordinal)) listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.Start();
    }

    /// <param name="runs">Null where the store does not answer.</param>
    /// <param name="byWorkflow">False adds up what differs in the workflow alone.</param>
    public string Write(IReadOnlyDictionary<RunStatus, long>? runs, int active, bool byWorkflow)
    {
        _listener.RecordObservableInstruments();
        var page = new StringBuilder();
        Head(page, "keyway_up", "gauge", "1 while the store answers.");
        Line(page, "keyway_up", "", runs is null ? 0 : 1);
        Head(page, "keyway_runs_active", "gauge", "Runs in this process's memory, queued ones included.");
        Line(page, "keyway_runs_active", "", active);
        Head(page, "keyway_runs", "gauge", "Runs by status: unfinished ones exactly, finished ones since the store was opened.");
        foreach (var (status, count) in runs ?? new Dictionary<RunStatus, long>()) Line(page, "keyway_runs", $"status=\"{status.Word()}\"", count);

        foreach (var (instrument, all) in _instruments.OrderBy(i => i.Key.Name, StringComparer.Ordinal))
        {
            var name = NameOf(instrument);
            Head(page, name, KindOf(instrument), instrument.Description ?? instrument.Name);
            foreach (var group in all.GroupBy(s => byWorkflow ? s.Key.Text : s.Key.Without(WorkflowTag)).OrderBy(g => g.Key, StringComparer.Ordinal))
                Series.Sum(group.Select(s => s.Value)).Write(page, name, group.Key, IsHistogram(instrument));
        }
        return page.ToString();
    }

    public void Dispose() => _listener.Dispose();

    private void Take(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var all = _instruments.GetOrAdd(instrument, static _ => new());
        var labels = new Labels(tags.ToArray());
        if (!all.ContainsKey(labels) && all.Count >= MostSeries) labels = Others;
        all.GetOrAdd(labels, static _ => new()).Take(value, IsGauge(instrument));
    }

    private static string NameOf(Instrument instrument)
    {
        var name = instrument.Name.Replace('.', '_').Replace('-', '_');
        return KindOf(instrument) == "counter" ? name + "_total" : name;
    }

    private static string KindOf(Instrument instrument) => IsHistogram(instrument) ? "histogram" : IsGauge(instrument) ? "gauge" : "counter";

    private static bool IsHistogram(Instrument instrument) => instrument is Histogram<int> or Histogram<long> or Histogram<double>;

    private static bool IsGauge(Instrument instrument) =>
        instrument is ObservableGauge<int> or ObservableGauge<long> or ObservableGauge<double> or Gauge<int> or Gauge<long> or Gauge<double>;

    private static void Head(StringBuilder page, string name, string kind, string help) =>
        page.Append("# HELP ").Append(name).Append(' ').Append(help.ReplaceLineEndings(" ")).Append("\n# TYPE ").Append(name).Append(' ').Append(kind).Append('\n');

    private static void Line(StringBuilder page, string name, string labels, double value)
    {
        page.Append(name);
        if (labels.Length > 0) page.Append('{').Append(labels).Append('}');
        page.Append(' ').Append(value.ToString("R", CultureInfo.InvariantCulture)).Append('\n');
    }

    /// <summary>A tag set, with equality by what it says.</summary>
    private sealed class Labels(KeyValuePair<string, object?>[] tags) : IEquatable<Labels>
    {
        public string Text { get; } = Say(tags);

        public string Without(string tag) => Say(tags.Where(t => t.Key != tag));

        public bool Equals(Labels? other) => other is not null && Text == other.Text;
        public override bool Equals(object? obj) => Equals(obj as Labels);
        public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);

        private static string Say(IEnumerable<KeyValuePair<string, object?>> tags) => string.Join(',', tags.Select(t => $"{t.Key.Replace('.', '_')}=\"{Escaped(t.Value)}\""));

        private static string Escaped(object? value) => (value?.ToString() ?? "").Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("\n", "\\n");
    }

    private sealed class Series
    {
        private readonly Lock _lock = new();
        private readonly long[] _buckets = new long[Bounds.Length];
        private double _sum;
        private long _count;

        public static Series Sum(IEnumerable<Series> parts)
        {
            var sum = new Series();
            foreach (var part in parts)
            {
                lock (part._lock)
                {
                    sum._sum += part._sum;
                    sum._count += part._count;
                    for (var i = 0; i < Bounds.Length; i++) sum._buckets[i] += part._buckets[i];
                }
            }
            return sum;
        }

        public void Take(double value, bool isGauge)
        {
            lock (_lock)
            {
                _sum = isGauge ? value : _sum + value;
                _count++;
                for (var i = 0; i < Bounds.Length; i++)
                    if (value <= Bounds[i]) _buckets[i]++;
            }
        }

        public void Write(StringBuilder page, string name, string labels, bool isHistogram)
        {
            if (!isHistogram)
            {
                Line(page, name, labels, _sum);
                return;
            }
            var comma = labels.Length > 0 ? "," : "";
            for (var i = 0; i < Bounds.Length; i++)
                Line(page, name + "_bucket", $"{labels}{comma}le=\"{Bounds[i].ToString(CultureInfo.InvariantCulture)}\"", _buckets[i]);
            Line(page, name + "_bucket", $"{labels}{comma}le=\"+Inf\"", _count);
            Line(page, name + "_sum", labels, _sum);
            Line(page, name + "_count", labels, _count);
        }
    }
}

# From bench/out/result.json to the Markdown that docs/performance.md explains.
def median: sort | length as $n | if $n == 0 then null elif $n % 2 == 1 then .[($n - 1) / 2] else (.[$n / 2 - 1] + .[$n / 2]) / 2 end;
def at($digits): if . == null then "–" else . as $v | pow(10; $digits) as $p | ($v * $p | round / $p | tostring) as $t
    | if $digits == 0 then $t else ($t | split(".")) as $parts | $parts[0] + "." + (($parts[1] // "") + "000000")[:$digits] end end;
def row: "| " + join(" | ") + " |";

# What a system is compared with: the floor that keeps its promise about storage.
def floor_of: if startswith("keyway-normal") then "floor-normal" elif startswith("keyway-full") then "floor-full" else null end;
def title: {
    "floor-none": "floor, no storage", "floor-normal": "floor, `normal`", "floor-full": "floor, `full`",
    "keyway-normal": "**Keyway, `normal`**", "keyway-full": "**Keyway, `full`**",
    "keyway-normal-nohistory": "Keyway, `normal`, history `none`" }[.] // .;

. as $all
| def windows($phase): [$all.windows[] | select(.phase == $phase)];
  def facts($system; $fact): [$all.facts[] | select(.system == $system and .fact == $fact) | .value];
  def order: ["floor-none", "floor-normal", "keyway-normal", "keyway-normal-nohistory", "floor-full", "keyway-full"];
  # Ratio of neighbours in time, round by round, then the median of the rounds.
  def ratio($windows; $system; $field):
    ($system | floor_of) as $floor
    | if $floor == null then null else
        [$windows[] | select(.system == $system) | . as $mine
          | $windows[] | select(.system == $floor and .round == $mine.round) | $mine[$field] / .[$field]] | median end;
  def times($digits): if . == null then "" else " (× " + at($digits) + ")" end;

  def about: $all.about | "\(.date), commit \(.commit). \(.cores) cores of \(.cpu), \(.memory_gb) GB, Linux \(.kernel), .NET \(.dotnet); \(.disk), one flushed write \(.flush_us) µs. "
    + "Windows of \(.seconds) s, \(.rounds) round(s), after warm-up; medians. wrk and the upstream share the cores.",
    (($all.windows | map(.others_share) | max // 0) as $others | if $others > 0.1
      then "", "**Disturbed:** other processes took up to \($others * 100 | at(0)) % of the machine during a window." else empty end);

  def load($connections):
    [windows("compare")[] | select(.connections == $connections)] as $w
    | if $w == [] then empty else
      "", "### \($connections) connection\(if $connections == 1 then "" else "s" end)", "",
      "| | requests/s | spread | p50 ms | p99 ms | CPU s per 1,000 |", "|---|--:|--:|--:|--:|--:|",
      (order[] | . as $system | [$w[] | select(.system == $system)] as $mine | select($mine != []) | [
        ($system | title),
        (($mine | map(.per_second) | median | at(0)) + (ratio($w; $system; "per_second") | times(2))),
        (($mine | map(.per_second)) as $r | "± " + (($r | max - min) / ($r | median) * 50 | at(0)) + " %"),
        (($mine | map(.p50_us / 1000) | median | at(2)) + (ratio($w; $system; "p50_us") | times(1))),
        (($mine | map(.p99_us / 1000) | median | at(2)) + (ratio($w; $system; "p99_us") | times(1))),
        (($mine | map(.cpu_s_per_1000) | median | at(3)) + (ratio($w; $system; "cpu_s_per_1000") | times(2)))] | row)
      end;

  def standing:
    def of($system; $fact; $scale; $digits):
      (facts($system; $fact) | median) as $mine
      | if $mine == null then "–" else
          ($mine / $scale | at($digits)) + (($system | floor_of) as $floor
            | if $floor == null then "" else (facts($floor; $fact) | median) as $theirs | if $theirs == null then "" else ($mine / $theirs | times(1)) end end) end;
    if $all.about.mode != "compare" and $all.about.mode != "floor" then empty else
    "", "### Memory, disk, start", "", "| | peak MB | idle MB | bytes on disk per run | ms from start to first answer |", "|---|--:|--:|--:|--:|",
    (order[] | select(facts(.; "peak_kb") != []) | . as $system
      | [title, of($system; "peak_kb"; 1024; 0), of($system; "idle_kb"; 1024; 0), of($system; "disk_bytes_per_run"; 1; 0), of($system; "first_answer_ms"; 1; 0)] | row) end;

  def further_steps:
    [0, 10, 50] as $counts
    | [$counts[] | . as $n | { n: $n, us: (windows("steps-\($n)") | map(.cpu_s_per_1000 * 1000) | median), rate: (windows("steps-\($n)") | map(.per_second) | median) }] as $points
    | if $points[0].us == null then empty else
      # Least squares over the three medians.
      ($points | map(.n) | add / 3) as $mn | ($points | map(.us) | add / 3) as $mu
      | (($points | map((.n - $mn) * (.us - $mu)) | add) / ($points | map((.n - $mn) | . * .) | add)) as $slope
      | "", "### Each further step", "", "| `data/set` steps | requests/s | CPU µs per run |", "|--:|--:|--:|",
        ($points[] | [(.n | tostring), (.rate | at(0)), (.us | at(0))] | row), "", "**\($slope | at(1)) µs** of CPU per further step (16 connections, history `full`, durability `normal`)." end;

  def many:
    "keyway-normal-many" as $s | if facts($s; "workflows") == [] then empty else
      "", "### \(facts($s; "workflows")[0]) workflows deployed", "",
      "First answer after **\(facts($s; "first_answer_ms") | median | at(0)) ms**, \(facts($s; "idle_kb")[0] / 1024 | at(0)) MB when idle, \(facts($s; "deploy_ms_each")[0] | at(2)) ms a deploy." end;

  def soaked:
    "keyway-normal-soak" as $s | facts($s; "soak_resident_kb") as $kb | [$all.windows[] | select(.phase | startswith("soak"))] as $w | ($kb | length) as $n
    | if facts($s; "soak_runs") == [] then empty else
      ([($n / 4 | floor), 1] | max) as $q
      | "", "### \(facts($s; "soak_runs")[0]) runs", "", "| quarter | resident MB | requests/s | p99 ms |", "|--:|--:|--:|--:|",
        (range(0; 4) | . as $i | ($kb[$i * $q:($i + 1) * $q]) as $part | select($part != [])
          | [($i + 1 | tostring), ($part | median / 1024 | at(0)), ($w[$i * $q:($i + 1) * $q] | map(.per_second) | median | at(0)), ($w[$i * $q:($i + 1) * $q] | map(.p99_us / 1000) | median | at(2))] | row),
        "", "Peak \(facts($s; "peak_kb")[0] / 1024 | at(0)) MB, \(facts($s; "disk_bytes_per_run")[0] | at(0)) bytes on disk per run." end;

  "# Figures", "", about, load(1), load(16), load(64), standing, further_steps, many, soaked

# shellcheck shell=bash
# Variables that shellcheck misses are set by bench/run, and tables are declared in servers.sh.
# shellcheck disable=SC2154,SC2034,SC2004
# What is read off while a system is driven. Windows and facts go, a line of JSON each, to $out/windows.jsonl and $out/facts.jsonl.

ticks_of() { # user + system time of a process, in clock ticks; the name in parentheses may hold blanks
    local stat
    stat=$(<"/proc/$1/stat")
    read -ra stat <<<"${stat##*) }"
    echo $((stat[11] + stat[12]))
}

busy_ticks() { # of the whole machine: all but idle and iowait
    local _ user nice system _idle _iowait irq softirq steal
    read -r _ user nice system _idle _iowait irq softirq steal _ </proc/stat
    echo $((user + nice + system + irq + softirq + steal))
}

memory_kb() { awk -v key="$2:" '$1 == key { print $2 }' "/proc/$1/status"; }

bytes_on_disk() { find "$1" -type f -printf '%s\n' | awk '{ sum += $1 } END { print sum + 0 }'; }

fact() { # fact <system> <name> <number>
    jq -nc --arg system "$1" --arg fact "$2" --argjson value "$3" '$ARGS.named' >>"$out/facts.jsonl"
}

# drive <system> <connections> <seconds> <phase> [round]: one window. The phase "warm-up" leaves no line.
drive() {
    local system=$1 connections=$2 seconds=$3 phase=$4 round=${5:-0} result ticks busy upstream_ticks
    ticks=$(ticks_of "${pid[$system]}")
    upstream_ticks=$(ticks_of "${pid[upstream]}")
    busy=$(busy_ticks)
    result=$(TIMEFORMAT='%U %S'; { time wrk -t1 -c"$connections" -d"${seconds}s" --timeout 30s -s "$bench/wrk/order.lua" "${url[$system]}" 2>&1 >/dev/null; } 2>&1)
    busy=$(($(busy_ticks) - busy))
    ticks=$(($(ticks_of "${pid[$system]}") - ticks))
    upstream_ticks=$(($(ticks_of "${pid[upstream]}") - upstream_ticks))

    local user system_time
    read -r user system_time < <(tail -n1 <<<"$result")
    result=$(grep -m1 '^{' <<<"$result") || fail "wrk gave no figures for $system"
    driven[$system]=$((driven[$system] + $(jq '.requests - .refused' <<<"$result")))
    # A refusal is not a request served: a window with one would flatter the system.
    jq -e --arg phase "$phase" '.broken == 0 and (.refused == 0 or $phase == "soak-queued")' <<<"$result" >/dev/null ||
        fail "$system, $connections connections: $result"
    [[ $phase == warm-up ]] || jq -c --arg system "$system" --arg phase "$phase" \
        --argjson connections "$connections" --argjson round "$round" --argjson hz "$(getconf CLK_TCK)" --argjson cores "$(nproc)" \
        --argjson ticks "$ticks" --argjson upstream "$upstream_ticks" --argjson busy "$busy" --argjson wrk "$(awk "BEGIN { print $user + $system_time }")" \
        '(.micros / 1e6) as $s | { phase: $phase, system: $system, connections: $connections, round: $round } + . + {
            per_second: (.requests / $s),
            cpu_s: ($ticks / $hz), cpu_s_per_1000: ($ticks / $hz / .requests * 1000),
            upstream_cpu_s: ($upstream / $hz), wrk_cpu_s: $wrk,
            others_share: ([0, ($busy - $ticks - $upstream) / $hz - $wrk] | max / ($s * $cores)),
            busy_share: ($busy / $hz / ($s * $cores)) }' <<<"$result" >>"$out/windows.jsonl"
    # Let what the system does after answering (a checkpoint, a collection) fall on nobody else's window.
    sleep 0.3
}

# The runtime compiles the hot path again after some seconds and some thousand calls, on a busy machine later than on a quiet one.
warm_up() { # warm_up <system>
    local before=${driven[$1]} windows
    say "warm-up: $1"
    for ((windows = 0; windows < 5 && driven[$1] - before < 15000; windows++)); do drive "$1" 16 "$warm_up_seconds" warm-up; done
}

answers() { # answers <system>: one order, by the shell's own socket, because starting curl would take longer than some answers
    local rest=${url[$1]#http://*/} body line
    body=$(order "$good_token")
    exec 3<>"/dev/tcp/127.0.0.1/${port_of[$1]}" || return 1
    printf 'POST /%s HTTP/1.1\r\nHost: 127.0.0.1:%s\r\nContent-Type: application/json\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s' \
        "$rest" "${port_of[$1]}" "${#body}" "$body" >&3
    read -r line <&3
    [[ $line == *' 200 '* ]]
}

first_answer_ms() { # first_answer_ms <system>: starts it, sets $took_ms to the time until it has answered its first order
    local began=${EPOCHREALTIME/./} deadline=$((SECONDS + 300))
    start "$1"
    until (answers "$1") 2>/dev/null; do
        (( SECONDS < deadline )) || fail "$1 did not answer; see $out/$1.log"
        sleep 0.002
    done
    took_ms=$(((${EPOCHREALTIME/./} - began) / 1000))
}

flush_us() { # what one flushed 4 KiB write costs on this disk
    local seconds
    seconds=$(dd if=/dev/zero of="$out/flush" bs=4k count=200 oflag=dsync 2>&1 | awk '/copied/ { for (i = 1; i < NF; i++) if ($(i + 1) ~ /^s,?$/) print $i }')
    rm -f "$out/flush"
    awk "BEGIN { printf \"%d\", $seconds / 200 * 1e6 }"
}

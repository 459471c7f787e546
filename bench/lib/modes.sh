# shellcheck shell=bash
# Variables that shellcheck misses are set by bench/run, and tables are declared in servers.sh.
# shellcheck disable=SC2154,SC2034,SC2004
# The things that bench/run can do, one function each.

compare() { # the same job by all systems in turn
    local system connections round
    for system in "${systems[@]}"; do
        start "$system"
        await "$system"
        case $system in
            keyway-*-nohistory) deploy "$system" order 0 none workflow ;;
            keyway-*) deploy "$system" order 0 full workflow ;;
        esac
        probe "$system"
        warm_up "$system"
    done
    # Neighbours in time are compared with each other: whatever slows the machine for a while slows all of them.
    for ((round = 1; round <= rounds; round++)); do
        for connections in $connection_counts; do
            for system in "${systems[@]}"; do
                say "round $round: $connections connections, $system"
                drive "$system" "$connections" "$seconds" compare "$round"
            done
        done
    done
    for system in "${systems[@]}"; do
        fact "$system" peak_kb "$(memory_kb "${pid[$system]}" VmHWM)"
        stop "$system"
        [[ $system == *-none ]] || fact "$system" disk_bytes_per_run "$(awk "BEGIN { print $(bytes_on_disk "${folder[$system]}") / ${driven[$system]} }")"
    done
}

steps() { # what each further step costs
    local system=keyway-normal-steps extra round
    declare -A url_of
    start "$system"
    await "$system"
    for extra in 0 10 50; do
        deploy "$system" "steps-$extra" "$extra" full workflow
        probe "$system"
        url_of[$extra]=${url[$system]}
        warm_up "$system"
    done
    for ((round = 1; round <= rounds; round++)); do
        for extra in 0 10 50; do
            say "round $round: $extra further steps"
            url[$system]=${url_of[$extra]}
            drive "$system" 16 "$seconds" "steps-$extra" "$round"
        done
    done
    stop "$system"
}

starts() { # from the start of the process to its first answer, and what it holds when it then idles
    local system round
    for system in "${systems[@]}"; do
        [[ $system != *-full && $system != *-nohistory ]] || continue
        local again="$system-start"
        if [[ $system == keyway-* ]]; then
            start "$again"
            await "$again"
            deploy "$again" order 0 full workflow
            stop "$again"
        fi
        for ((round = 1; round <= start_rounds; round++)); do
            say "start $round: $system"
            first_answer_ms "$again"
            fact "$system" first_answer_ms "$took_ms"
            if ((round == start_rounds)); then
                sleep 2
                fact "$system" idle_kb "$(memory_kb "${pid[$again]}" VmRSS)"
            fi
            stop "$again"
        done
    done
}

startup() { # a start with many workflows deployed
    local system=keyway-normal-many count=${BENCH_WORKFLOWS:-10000} n began round
    start "$system"
    await "$system"
    deploy "$system" order 0 full workflow
    say "deploying $count workflows"
    for ((n = 1; n <= count; n++)); do
        ((n == 1)) || echo next
        workflow "many-$n" 3 full workflow >"$out/many-$n.yaml"
        printf '%s\n' "url = \"http://127.0.0.1:${port_of[$system]}/api/workflows/many-$n\"" 'request = "PUT"' 'silent' 'fail' 'output = "/dev/null"' \
            "header = \"Authorization: Bearer $api_key\"" 'header = "Content-Type: application/yaml"' "data-binary = \"@$out/many-$n.yaml\""
    done >"$out/many.curl"
    began=${EPOCHREALTIME/./}
    curl -K "$out/many.curl" || fail "a deploy was refused"
    fact "$system" deploy_ms_each "$(awk "BEGIN { print (${EPOCHREALTIME/./} - $began) / 1000 / $count }")"
    rm -f "$out"/many-*.yaml
    fact "$system" loaded_kb "$(memory_kb "${pid[$system]}" VmRSS)"
    stop "$system"
    for ((round = 1; round <= start_rounds; round++)); do
        first_answer_ms "$system"
        say "start $round with $((count + 1)) workflows: $took_ms ms"
        fact "$system" first_answer_ms "$took_ms"
        if ((round == start_rounds)); then
            sleep 2
            fact "$system" idle_kb "$(memory_kb "${pid[$system]}" VmRSS)"
        fi
        stop "$system"
    done
    fact "$system" workflows "$((count + 1))"
}

soak() { # many runs, and whether memory stays where it was
    local respond=${BENCH_SOAK_RESPOND:-workflow} runs=${BENCH_SOAK_RUNS:-1000000} system=keyway-normal-soak phase=soak round=0
    # A caller that does not wait fills the queue faster than runs leave it, and is then told so (503): that is the soak's point.
    [[ $respond == workflow ]] || phase=soak-queued
    start "$system"
    await "$system"
    deploy "$system" order 0 full "$respond"
    [[ $respond != workflow ]] || probe "$system"
    while ((driven[$system] < runs)); do
        round=$((round + 1))
        drive "$system" 16 20 "$phase" "$round"
        fact "$system" soak_resident_kb "$(memory_kb "${pid[$system]}" VmRSS)"
        fact "$system" soak_disk_bytes "$(bytes_on_disk "${folder[$system]}")"
        say "${driven[$system]} runs, resident $(memory_kb "${pid[$system]}" VmRSS) kB"
    done
    [[ $respond == workflow ]] || wait_for 600 is_drained "$system"
    fact "$system" peak_kb "$(memory_kb "${pid[$system]}" VmHWM)"
    fact "$system" soak_runs "${driven[$system]}"
    stop "$system"
    fact "$system" disk_bytes_per_run "$(awk "BEGIN { print $(bytes_on_disk "${folder[$system]}") / ${driven[$system]} }")"
}

is_drained() { # is_drained <system>: no run waits or runs
    local status
    for status in queued running; do
        curl -sS -H "Authorization: Bearer $api_key" "http://127.0.0.1:${port_of[$1]}/api/runs?status=$status&limit=1" | jq -e '.items == []' || return 1
    done
}

# shellcheck shell=bash
# Variables that shellcheck misses are set by bench/run, and tables are declared in servers.sh.
# shellcheck disable=SC2154,SC2034,SC2004
# Starts and stops what is measured and what stands around it. A system is told by its name, the key in these tables.
declare -A pid port_of url folder driven
next_port=${BENCH_PORT:-18400}

wait_for() { # wait_for <seconds> <command...>: until the command succeeds
    local deadline=$((SECONDS + $1)); shift
    until "$@" >/dev/null 2>&1; do
        (( SECONDS < deadline )) || fail "gave up waiting for: $*"
        sleep 0.05
    done
}

is_open() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

take_port() { # take_port <name>: a port that nobody listens on; the same one again when the system is started again
    [[ -z ${port_of[$1]:-} ]] || return 0
    while is_open "$next_port"; do next_port=$((next_port + 1)); done
    port_of[$1]=$next_port
    next_port=$((next_port + 1))
}

start_upstream() {
    take_port upstream
    upstream="http://127.0.0.1:${port_of[upstream]}/api"
    sed -e "s|{{out}}|$out|g" -e "s|{{port}}|${port_of[upstream]}|g" "$bench/Upstream/nginx.conf" >"$out/nginx.conf"
    nginx -e "$out/nginx.error.log" -c "$out/nginx.conf" &
    pid[upstream]=$!
    wait_for 10 is_open "${port_of[upstream]}"
}

# start <name>: the name says all: floor-none, floor-normal, floor-full, keyway-normal, keyway-full; a second dash is free
# (keyway-normal-steps). The server may not listen yet when this returns.
start() {
    local durability=${1#*-}
    durability=${durability%%-*}
    take_port "$1"
    folder[$1]="$out/$1"
    mkdir -p "${folder[$1]}"
    driven[$1]=${driven[$1]:-0}
    local listen="http://127.0.0.1:${port_of[$1]}"
    case $1 in
        floor-*)
            url[$1]="$listen/"
            dotnet "$floor_dll" "$listen" "$upstream" "$durability" "${folder[$1]}/runs.db" >>"$out/$1.log" 2>&1 &
            ;;
        keyway-*)
            KEYWAY_URL=$listen KEYWAY_DATA=${folder[$1]} KEYWAY_API_KEY=$api_key KEYWAY_EGRESS_ALLOW=127.0.0.1 \
                Keyway__Apps__slack__BaseUrl=$upstream Keyway__Durability=$durability \
                dotnet "$keyway_dll" serve >>"$out/$1.log" 2>&1 &
            ;;
    esac
    pid[$1]=$!
}

await() { # await <name>: until it listens
    wait_for 60 is_open "${port_of[$1]}"
    kill -0 "${pid[$1]}" 2>/dev/null || fail "$1 ended; see $out/$1.log"
}

stop() { # stop <name>: as an operator does, so that the database is left tidy
    kill -TERM "${pid[$1]}" 2>/dev/null || true
    wait "${pid[$1]}" 2>/dev/null || true
    unset "pid[$1]"
}

stop_all() {
    local name
    for name in "${!pid[@]}"; do stop "$name"; done
}

workflow() { # workflow <name> <extra steps> <history> <respond>
    cat <<YAML
keyway: 1
name: $1
trigger:
  http:
    auth: none
    respond: $4
steps:
  - name: send
    uses: slack/send-message
    connection:
      external:
        oauth_access_token: "{{ steps.trigger.event.body.slack_token }}"
    with:
      channel: "{{ steps.trigger.event.body.channel }}"
      text: "Hello {{ steps.trigger.event.body.name ?? 'there' }}"
YAML
    local n
    for ((n = 1; n <= $2; n++)); do
        printf '  - { name: set%d, uses: data/set, with: { value: "{{ steps.trigger.event.body.name }}" } }\n' "$n"
    done
    [[ $4 != workflow ]] || cat <<'YAML'
  - name: reply
    uses: http/respond
    with: { status: 200, body: { ts: "{{ steps.send.$return_value.ts }}" } }
YAML
    printf 'settings: { history: %s }\n' "$3"
}

deploy() { # deploy <system> <name> <extra steps> <history> <respond>: the url to drive becomes the system's
    local answer
    answer=$(workflow "${@:2}" | curl -sS -X PUT "http://127.0.0.1:${port_of[$1]}/api/workflows/$2" \
        -H "Authorization: Bearer $api_key" -H 'Content-Type: application/yaml' --data-binary @-)
    url[$1]=$(jq -er .trigger.url <<<"$answer") || fail "$1 refused the workflow $2: $answer"
}

order() { # order <token>: what wrk sends, once
    printf '{"slack_token":"%s","channel":"C0123456789","name":"Ada"}' "$1"
}

readonly good_token=xoxb-bench-0007-0123456789abcdefghijklmn

probe() { # probe <system>: it does the job, and refuses a wrong token; without this a fast failure would look like speed
    local answer status
    answer=$(curl -sS -H 'Content-Type: application/json' -d "$(order "$good_token")" "${url[$1]}")
    jq -e .ts <<<"$answer" >/dev/null || fail "$1 did not answer with a ts: $answer"
    status=$(curl -sS -o /dev/null -w '%{http_code}' -H 'Content-Type: application/json' -d "$(order xoxb-wrong)" "${url[$1]}")
    [[ $status != 200 ]] || fail "$1 answered 200 to a wrong token"
}

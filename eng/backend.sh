# What ./run and ./run import ask of a running backend. Sourced; expects $url, $login and $password.

stop() {
  echo "run: $1" >&2
  exit "${2:-1}"
}

# call METHOD PATH [CURL ARGUMENTS]: the answer's body; stops with the backend's own words when it refuses.
call() {
  local method=$1 path=$2 quoted body status
  shift 2
  quoted=${password//\\/\\\\}
  # The password travels through a file descriptor, so that no list of processes shows it.
  body=$(curl -sS -X "$method" "$url/$path" -K <(printf 'user = "%s:%s"\n' "$login" "${quoted//\"/\\\"}") -w '\n%{http_code}' "$@") ||
    stop "the backend at $url does not answer."
  status=${body##*$'\n'}
  [ "$status" -lt 400 ] || stop "$method $path was refused with $status: $(refusal "${body%$'\n'*}")"
  printf '%s' "${body%$'\n'*}"
}

refusal() {
  sed -nE 's/.*"(detail|message)":"([^"]*)".*/\2/p; s/.*<message>([^<]*)<.*/\1/p' <<<"$1"
}

# field NAME < JSON: the first value of that name, at any depth.
field() {
  node -e 'const find = (o, n) => o && typeof o === "object" ? o[n] ?? Object.values(o).map(v => find(v, n)).find(v => v !== undefined) : undefined;
    const v = find(JSON.parse(require("fs").readFileSync(0, "utf8")), process.argv[1]); if (v !== undefined) console.log(v);' "$1"
}

# progress PERCENT WORDS: a bar in a terminal, a line for each new text elsewhere.
last_line=
progress() {
  local percent=$1 words=$2 full line
  full=$((percent / 4))
  line=$(printf '[%s%s] %3d%% %-20s' "$(printf '%*s' "$full" '' | tr ' ' '#')" "$(printf '%*s' $((25 - full)) '' | tr ' ' '-')" "$percent" "$words")
  if [ -t 1 ]; then
    printf '\r%s' "$line"
  elif [ "$line" != "$last_line" ]; then
    printf '%s\n' "$line"
  fi
  last_line=$line
}

end_progress() {
  [ ! -t 1 ] || echo
}

# put_block FILE OFFSET LENGTH URL
put_block() {
  dd if="$1" bs=1M skip=$(($2 >> 20)) count=$((block >> 20)) status=none |
    curl -sS -f -o /dev/null -X PUT -T - -H "Content-Length: $3" -H 'Transfer-Encoding:' "$4"
}

# import_image FILE IMAGE NAME VERSION FORMAT: registers, uploads in blocks through upload URLs, and waits for the inspection.
block=$((64 << 20))
import_image() {
  local file=$1 image=$2 size offset length upload ids='' id state tries
  size=$(wc -c <"$file")
  node -e 'const [name, version, format] = process.argv.slice(1); console.log(JSON.stringify({ name, version, format, parent: { name, version } }))' \
    "$3" "$4" "$5" | call PUT "api/catalog/$image" -H 'Content-Type: application/json' -d @- >/dev/null
  for ((offset = 0; offset < size; offset += block)); do
    length=$((size - offset < block ? size - offset : block))
    id=$(printf '%012d' $((offset / block)) | base64)
    # A URL a block: none outlives its hour, however long the whole file takes.
    for ((tries = 1; ; tries++)); do
      upload=$(call POST "api/catalog/$image/upload-url" -d '' | field url)
      ! put_block "$file" "$offset" "$length" "$upload&comp=block&blockid=${id//=/%3D}" || break
      [ "$tries" -lt 3 ] || stop "the upload of $file failed."
    done
    ids+="<Latest>$id</Latest>"
    progress $(((offset + length) * 100 / size)) 'Sending the file'
  done
  curl -sS -f -o /dev/null -X PUT --data-binary @- "$upload&comp=blocklist" <<<"<BlockList>$ids</BlockList>" || stop "the upload of $file failed."
  end_progress
  call POST "api/catalog/$image/file/complete" -d '' >/dev/null
  while :; do
    state=$(call GET "api/catalog/$image")
    case $(field state <<<"$state") in
      ready) return 0 ;;
      failed) stop "$file cannot be published: $(field failure <<<"$state")" ;;
    esac
    sleep 0.3
  done
}

# await_publication TICKET: draws the progress of a publication until it has ended; true when it was published.
await_publication() {
  local status percent message
  while :; do
    status=$(call GET "api/$1/status") || exit 1
    percent=$(sed -nE 's/.*<percentage>([0-9]+)<.*/\1/p' <<<"$status")
    message=$(sed -nE 's/.*<message>([^<]*)<.*/\1/p' <<<"$status")
    progress "$percent" "$message"
    case $status in
      *'<complete>true<'* | *'<cancelled>true<'*) break ;;
    esac
    sleep 0.3
  done
  end_progress
  [[ $status == *'<published>true<'* ]] || { sed -nE 's/.*<errorMessage>([^<]*)<.*/\1/p' <<<"$status" >&2; return 1; }
}

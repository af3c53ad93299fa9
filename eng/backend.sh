# What ./run and ./run import ask of a running backend. Sourced; expects $url, $login and $password.

stop() {
  echo "run: $1" >&2
  exit "${2:-1}"
}

# call METHOD PATH [CURL ARGUMENTS]: the answer's body; stops with the backend's own words when it refuses.
call() {
  local method=$1 path=$2 body status
  shift 2
  # The password travels through a file descriptor, so that no list of processes shows it.
  body=$(curl -sS -X "$method" "$url/$path" -K <(printf 'user = "%s:%s"\n' "$login" "$password") -w '\n%{http_code}' "$@") ||
    stop "the backend at $url does not answer."
  status=${body##*$'\n'}
  [ "$status" -lt 400 ] || stop "$method $path was refused with $status: $(refusal "${body%$'\n'*}")"
  printf '%s' "${body%$'\n'*}"
}

refusal() {
  sed -nE 's/.*"detail":"([^"]*)".*/\1/p; s/.*<message>([^<]*)<.*/\1/p' <<<"$1"
}

# field NAME < JSON: the first value of that name, at any depth.
field() {
  node -e 'const find = (o, n) => o && typeof o === "object" ? o[n] ?? Object.values(o).map(v => find(v, n)).find(v => v !== undefined) : undefined;
    const v = find(JSON.parse(require("fs").readFileSync(0, "utf8")), process.argv[1]); if (v !== undefined) console.log(v);' "$1"
}

json() {
  node -e 'const a = process.argv.slice(1), o = {}; for (let i = 0; i < a.length; i += 2) a[i].split(".").reduce((p, k, j, s) => p[k] = j === s.length - 1 ? a[i + 1] : p[k] ?? {}, o);
    console.log(JSON.stringify(o))' "$@"
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

# import_image FILE IMAGE NAME VERSION FORMAT: registers, uploads in blocks through the upload URL, and waits for the inspection.
import_image() {
  local file=$1 image=$2 name=$3 version=$4 format=$5 size block=$((64 << 20)) upload ids='' id state offset
  size=$(wc -c <"$file")
  call PUT "api/catalog/$image" -H 'Content-Type: application/json' \
    -d "$(json name "$name" version "$version" format "$format" parent.name "$name" parent.version "$version")" >/dev/null
  upload=$(call POST "api/catalog/$image/upload-url" -d '' | field url)
  for ((offset = 0; offset < size || offset == 0; offset += block)); do
    id=$(printf '%012d' $((offset / block)) | base64)
    dd if="$file" bs=1M skip=$((offset >> 20)) count=$((block >> 20)) status=none |
      curl -sS -f -o /dev/null -X PUT -T - -H "Content-Length: $((size - offset < block ? size - offset : block))" -H 'Transfer-Encoding:' \
        "$upload&comp=block&blockid=${id//=/%3D}" || stop "the upload of $file failed."
    ids+="<Latest>$id</Latest>"
    progress $((size == 0 ? 100 : (offset + block < size ? offset + block : size) * 100 / size)) 'Sending the file'
  done
  curl -sS -f -o /dev/null -X PUT -d "<?xml version=\"1.0\" encoding=\"utf-8\"?><BlockList>$ids</BlockList>" "$upload&comp=blocklist" ||
    stop "the upload of $file failed."
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
    status=$(call GET "api/$1/status")
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

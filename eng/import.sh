#!/usr/bin/env bash
# ./run import FILE --name NAME --version VERSION: registers an image with a running backend, uploads its file and has it inspected.
set -euo pipefail
cd_home=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=eng/backend.sh
. "$cd_home/eng/backend.sh"

usage() {
  cat <<'T'
./run import FILE --name NAME --version VERSION [options]
  Registers an image, uploads its file (of any size) and waits until it is inspected. Prints the image's path.
  --format F       UForge's name of the format, such as openstackqcow2 or raw; by default told from the file's first bytes
  --appliance N    id of the appliance that the image belongs to (default 1)
  --image N        id of the image (default: a new one)
  --login L        the user whose image it is and who signs in (default admin)
  --password P     or environment variable PASSWORD (default: that of the administrator of ./run in --data)
  --data DIR       data folder of ./run (default .data)
  --url URL        the backend (default http://127.0.0.1:7071)
T
}

file='' name='' version='' format=''
appliance=1 image=$(($(date +%s%N) / 1000)) login=admin password=${PASSWORD:-} data=$cd_home/.data url=http://127.0.0.1:7071
while [ $# -gt 0 ]; do
  case $1 in
    --help) usage; exit 0 ;;
    --name | --version | --format | --appliance | --image | --login | --password | --data | --url)
      [ $# -ge 2 ] || stop "$1 needs a value." 2
      declare "${1#--}=$2"
      shift 2
      ;;
    -*) stop "there is no option $1; see ./run import --help" 2 ;;
    *) [ -z "$file" ] || stop "only one file at a time: $1" 2; file=$1; shift ;;
  esac
done
[ -n "$file" ] || { usage >&2; exit 2; }
[ -f "$file" ] && [ -r "$file" ] || stop "there is no file $file." 2
[ -s "$file" ] || stop "$file is empty." 2
[ -n "$name" ] || stop '--name is missing.' 2
[ -n "$version" ] || stop '--version is missing.' 2
command -v node >/dev/null || stop 'there is no node on the PATH; install Node.js 20 or newer.'
if [ -z "$password" ]; then
  [ -r "$data/administrator" ] || stop "no password: give --password, or --data with the data folder of ./run." 2
  password=$(cat "$data/administrator")
fi
url=${url%/}

# bytes_at OFFSET COUNT: in hexadecimal.
bytes_at() {
  tail -c "+$(($1 + 1))" "$file" | head -c "$2" | od -An -tx1 | tr -d ' \n'
}

# By the signatures of the formats' own specifications; what has none is a raw disk.
guess_format() {
  case $(head -c 8 "$file" | od -An -tx1 | tr -d ' \n') in
    514649fb*) echo openstackqcow2 ;;
    4b444d56*) echo openstackvmdk ;;
    7668647866696c65) echo hyper-v ;;
    636f6e6563746978) echo openstackvhd ;;
    1f8b*) echo targz ;;
    *)
      if [ "$(bytes_at 64 4)" = 7f10dabe ]; then
        echo openstackvdi
      elif [ "$(tail -c 512 "$file" | head -c 8 | od -An -tx1 | tr -d ' \n')" = 636f6e6563746978 ]; then
        echo openstackvhd
      elif [ "$(bytes_at 32769 5)" = 4344303031 ]; then
        echo ISO
      else
        echo raw
      fi
      ;;
  esac
}
format=${format:-$(guess_format)}
path=users/$login/appliances/$appliance/images/$image
import_image "$file" "$path" "$name" "$version" "$format"
echo "$path"

#!/bin/sh
# Makes the pictures of docs/gallery.md from real results: the year of 2030, a month of it with two
# weathers, the size of a cable, each computed here.  sh docs/gallery.sh  (make gallery)
# Needs node with the packages of report/web, and Chromium; some minutes.
set -eu
cd "$(dirname "$0")/.."
sh .ci/deps web
box=$(mktemp -d)
trap 'rm -rf "$box"' EXIT
study=configs/green-corridor/2030.cfg

build/corridor dispatch $study -q -o "$box/year"
build/corridor dispatch $study --hours 744 -q -o "$box/first"
build/corridor dispatch $study --hours 744 --seed 2 -q -o "$box/second"
build/corridor compare "$box/first" "$box/second" -q -o "$box/both.html"
build/corridor invest configs/green-corridor/caspian-size.cfg --hours 744 -q -o "$box/cable"
mkdir -p docs/gallery
node report/web/gallery.mjs "$(command -v "${CORRIDOR_CHROMIUM:-chromium}")" "$box" docs/gallery

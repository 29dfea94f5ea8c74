#!/bin/sh
# Makes the pictures of docs/gallery.md from real results: the year of 2030, a month of it with two
# weathers, each dispatched here.  sh docs/gallery.sh  (make gallery)
# Needs node with the packages of report/web, and Chromium; two minutes.
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
mkdir -p docs/gallery
node report/web/gallery.mjs "$(command -v "${CORRIDOR_CHROMIUM:-chromium}")" "$box" docs/gallery

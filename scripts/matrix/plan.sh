# sh plan.sh HOOK DIRECTORY STAGE --runtime RUNTIME: a precreate hook that changes nothing. Keeps the config.json and has
# HOOK plan for it. Its arguments name the runtime, as those of podman do, for whoever reads its parent's command line.
hook=$1 stage=$3
cd "$2" || exit 1
cat > config.json
"$hook" plan --json --stage "$stage" --config config.json > plan.json 2> plan.stderr
echo $? > plan.exit
cat config.json

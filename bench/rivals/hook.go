// A rival of oci-device-hook, for benchmarks only. See README.md.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
)

const annotation = "oci-device-hook/mode"

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(70)
	}
}

func parse(text []byte) map[string]any {
	var document map[string]any
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber() // 64-bit numbers stay what they are
	check(decoder.Decode(&document))
	return document
}

func member(of any, key string) any {
	object, _ := of.(map[string]any)
	return object[key]
}

func asked(config any) bool {
	return member(member(config, "annotations"), annotation) != nil
}

func paths(config any) (all []string) {
	devices, _ := member(member(config, "linux"), "devices").([]any)
	for _, device := range devices {
		path, _ := member(device, "path").(string)
		all = append(all, path)
	}
	return
}

func precreate() {
	text, err := io.ReadAll(os.Stdin)
	check(err)
	config := parse(text)
	devices := paths(config)
	if !asked(config) || len(devices) == 0 {
		_, err = os.Stdout.Write(text)
		check(err)
		return
	}
	user := member(member(config, "process"), "user").(map[string]any)
	groups, _ := user["additionalGids"].([]any)
	has := map[string]bool{"0": true}
	for _, group := range groups {
		has[string(group.(json.Number))] = true
	}
	for _, path := range devices {
		var node syscall.Stat_t
		check(syscall.Stat(path, &node))
		gid := strconv.Itoa(int(node.Gid))
		if !has[gid] {
			has[gid] = true
			groups = append(groups, json.Number(gid))
		}
	}
	user["additionalGids"] = groups
	encoder := json.NewEncoder(os.Stdout)
	encoder.SetEscapeHTML(false)
	check(encoder.Encode(config))
}

func createRuntime() {
	text, err := io.ReadAll(os.Stdin)
	check(err)
	state := parse(text)
	bundle := state["bundle"].(string)
	text, err = os.ReadFile(filepath.Join(bundle, "config.json"))
	check(err)
	config := parse(text)
	if !asked(config) {
		return
	}
	user := member(member(config, "process"), "user")
	uid, err := member(user, "uid").(json.Number).Int64()
	check(err)
	gid, err := member(user, "gid").(json.Number).Int64()
	check(err)
	root := member(member(config, "root"), "path").(string)
	if !filepath.IsAbs(root) {
		root = filepath.Join(bundle, root)
	}
	for _, device := range paths(config) {
		path := fmt.Sprintf("/proc/%s/root%s%s", state["pid"], root, device)
		var node syscall.Stat_t
		check(syscall.Stat(path, &node))
		if int64(node.Uid) != uid || int64(node.Gid) != gid {
			check(os.Chown(path, int(uid), int(gid)))
		}
	}
}

func main() {
	switch os.Args[1] {
	case "precreate":
		precreate()
	case "createRuntime":
		createRuntime()
	}
}

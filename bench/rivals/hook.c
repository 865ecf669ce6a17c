/* A rival of oci-device-hook, for benchmarks only. See README.md. */
#include <json-c/json.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void die(const char *what)
{
	perror(what);
	exit(70);
}

static struct json_object *member(struct json_object *object, const char *key)
{
	return object ? json_object_object_get(object, key) : NULL;
}

static struct json_object *read_json(int fd)
{
	struct json_object *value = json_object_from_fd(fd);
	if (!value)
		die("JSON");
	return value;
}

static int asked(struct json_object *config)
{
	return member(member(config, "annotations"), "oci-device-hook/mode") != NULL;
}

static int contains(struct json_object *groups, int gid)
{
	for (size_t i = 0; i < json_object_array_length(groups); i++)
		if (json_object_get_int(json_object_array_get_idx(groups, i)) == gid)
			return 1;
	return 0;
}

static void precreate(void)
{
	struct json_object *config = read_json(STDIN_FILENO);
	struct json_object *devices = member(member(config, "linux"), "devices");
	struct json_object *user = member(member(config, "process"), "user");
	struct json_object *groups = member(user, "additionalGids");
	size_t count = devices && asked(config) ? json_object_array_length(devices) : 0;

	if (count && !groups) {
		groups = json_object_new_array();
		json_object_object_add(user, "additionalGids", groups);
	}
	for (size_t i = 0; i < count; i++) {
		struct stat node;
		const char *path = json_object_get_string(member(json_object_array_get_idx(devices, i), "path"));
		if (stat(path, &node) < 0)
			die(path);
		if (node.st_gid != 0 && !contains(groups, node.st_gid))
			json_object_array_add(groups, json_object_new_int(node.st_gid));
	}
	if (json_object_to_fd(STDOUT_FILENO, config, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE) < 0)
		die("stdout");
}

static void create_runtime(void)
{
	struct json_object *state = read_json(STDIN_FILENO);
	const char *bundle = json_object_get_string(member(state, "bundle"));
	int pid = json_object_get_int(member(state, "pid"));
	char path[PATH_MAX];
	snprintf(path, sizeof(path), "%s/config.json", bundle);
	struct json_object *config = json_object_from_file(path);
	struct json_object *devices = member(member(config, "linux"), "devices");
	struct json_object *user = member(member(config, "process"), "user");
	const char *root = json_object_get_string(member(member(config, "root"), "path"));
	uid_t uid = json_object_get_int64(member(user, "uid"));
	gid_t gid = json_object_get_int64(member(user, "gid"));
	size_t count = devices && asked(config) ? json_object_array_length(devices) : 0;

	for (size_t i = 0; i < count; i++) {
		struct stat node;
		const char *device = json_object_get_string(member(json_object_array_get_idx(devices, i), "path"));
		if (root[0] == '/')
			snprintf(path, sizeof(path), "/proc/%d/root%s%s", pid, root, device);
		else
			snprintf(path, sizeof(path), "/proc/%d/root%s/%s%s", pid, bundle, root, device);
		if (stat(path, &node) < 0)
			die(path);
		if ((node.st_uid != uid || node.st_gid != gid) && chown(path, uid, gid) < 0)
			die(path);
	}
}

int main(int argc, char **argv)
{
	if (argc == 2 && strcmp(argv[1], "precreate") == 0)
		precreate();
	else if (argc == 2 && strcmp(argv[1], "createRuntime") == 0)
		create_runtime();
	else
		return 64;
	return 0;
}

/* A shared library that leaves a trace when it is loaded, as whoever loaded it. */
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

__attribute__((constructor)) static void loaded(void) {
  char path[64];
  snprintf(path, sizeof path, "/tmp/canary/%d", getpid());
  close(open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0600));
}

unsigned la_version(unsigned version) { return version; }

// What Orion needs of the C library and of the kernel's general user API.
// Read by ../../../regenerate and by the test that compares the generated classes with the C compiler.
#define _GNU_SOURCE
// With GNU extensions <sys/socket.h> declares addresses as a transparent union, which jextract takes for a union passed
// by value; without them it does not declare accept4.
#include <features.h>
#undef __USE_GNU
#include <sys/socket.h>
#define __USE_GNU 1
extern int accept4(int fd, struct sockaddr *address, socklen_t *length, int flags);

#include <errno.h>
#include <fcntl.h>
#include <linux/falloc.h>
#include <linux/fs.h>
#include <poll.h>
#include <sched.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <unistd.h>

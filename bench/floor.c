/* The floor of fan-out: writes one frame to every socket, one send() each, and nothing else.
   Usage: floor CONNECTIONS PAYLOAD_BYTES. Prints its port; the first connection asks, by one byte a frame. */
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

int main(int count, char **arguments)
{
    int connections = atoi(arguments[1]), size = atoi(arguments[2]), yes = 1;
    int listener = socket(AF_INET, SOCK_STREAM, 0), *sockets = calloc(connections, sizeof *sockets);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;
    bind(listener, (void *)&address, length);
    listen(listener, 4096);
    getsockname(listener, (void *)&address, &length);
    printf("%d\n", ntohs(address.sin_port));
    fflush(stdout);
    int asker = accept(listener, 0, 0);
    for (int i = 0; i < connections; i++) {
        sockets[i] = accept(listener, 0, 0);
        setsockopt(sockets[i], IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    }
    char *frame = malloc(size + 16), ask;
    memset(frame, '.', size);
    memcpy(frame, "|0000000|", 9);
    while (recv(asker, &ask, 1, 0) == 1)
        for (int i = 0; i < connections; i++)
            if (send(sockets[i], frame, size, 0) != size)
                return 1;
    return 0;
}

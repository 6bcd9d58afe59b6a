/* Times calls of the public C API against one connection.
 *
 *   calls URI call N            N times the library version: one small round trip
 *   calls URI list N            N times the list of all domains
 *   calls URI xml NAME N        N times the XML of one domain
 *   calls URI cycle FILE N      N times create and destroy of a transient domain
 *   calls URI define N          N times define and undefine of a small domain
 *   calls URI populate FILE N   starts N transient domains; NUMBER in their XML tells them apart
 *   calls URI stats N           N times all statistics of all running domains
 *   calls URI empty N           destroys all running domains
 *
 * It links any libvirt.so.0 and prints one line for each figure: NAME VALUE UNIT.
 */
#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec + now.tv_nsec * 1e-9;
}

static void give_up(const char *call)
{
    fprintf(stderr, "calls: %s: %s\n", call, virGetLastErrorMessage());
    exit(1);
}

static int by_size(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

static void print_median(const char *name, double *samples, int count)
{
    qsort(samples, count, sizeof(*samples), by_size);
    printf("%s %.3f ms\n", name, samples[count / 2] * 1e3);
}

static void time_calls(virConnectPtr conn, const char *what, virDomainPtr dom, int count)
{
    unsigned long version;
    virDomainPtr *list;
    double start;
    char *xml;
    int i, k, found;

    start = seconds();
    for (i = 0; i < count; i++) {
        if (dom) {
            if (!(xml = virDomainGetXMLDesc(dom, 0)))
                give_up("virDomainGetXMLDesc");
            free(xml);
        } else if (!strcmp(what, "list")) {
            if ((found = virConnectListAllDomains(conn, &list, 0)) < 0)
                give_up("virConnectListAllDomains");
            for (k = 0; k < found; k++)
                virDomainFree(list[k]);
            free(list);
        } else if (virConnectGetLibVersion(conn, &version) < 0) {
            give_up("virConnectGetLibVersion");
        }
    }
    printf("%s %.1f /s\n", what, count / (seconds() - start));
}

static void read_file(const char *path, char *text, size_t size)
{
    FILE *file = fopen(path, "r");

    if (!file || !fread(text, 1, size - 1, file)) {
        fprintf(stderr, "calls: cannot read %s\n", path);
        exit(1);
    }
    fclose(file);
}

static void time_cycles(virConnectPtr conn, const char *path, int count)
{
    double *created = calloc(count, sizeof(double)), *destroyed = calloc(count, sizeof(double));
    static char xml[65536];
    virDomainPtr dom;
    int i;

    read_file(path, xml, sizeof(xml));
    for (i = 0; i < count; i++) {
        double start = seconds();
        if (!(dom = virDomainCreateXML(conn, xml, 0)))
            give_up("virDomainCreateXML");
        created[i] = seconds() - start;
        start = seconds();
        if (virDomainDestroy(dom) < 0)
            give_up("virDomainDestroy");
        destroyed[i] = seconds() - start;
        virDomainFree(dom);
    }
    print_median("create", created, count);
    print_median("destroy", destroyed, count);
}

static void time_defines(virConnectPtr conn, int count)
{
    char xml[512];
    double start = seconds();
    virDomainPtr dom;
    int i;

    for (i = 0; i < count; i++) {
        snprintf(xml, sizeof(xml),
                 "<domain type='qemu'><name>bench-define-%d</name><memory>16384</memory>"
                 "<os><type>hvm</type></os></domain>", i);
        if (!(dom = virDomainDefineXML(conn, xml)))
            give_up("virDomainDefineXML");
        if (virDomainUndefine(dom) < 0)
            give_up("virDomainUndefine");
        virDomainFree(dom);
    }
    printf("define %.1f /s\n", count / (seconds() - start));
}

static void populate(virConnectPtr conn, const char *path, int count)
{
    static char form[65536], xml[131072];
    const char *mark = "NUMBER", *at, *next;
    virDomainPtr dom;
    char *end;
    int i;

    read_file(path, form, sizeof(form));
    for (i = 0; i < count; i++) {
        end = xml;
        for (at = form; (next = strstr(at, mark)); at = next + strlen(mark))
            end += sprintf(end, "%.*s%d", (int)(next - at), at, i);
        strcpy(end, at);
        if (!(dom = virDomainCreateXML(conn, xml, 0)))
            give_up("virDomainCreateXML");
        virDomainFree(dom);
    }
}

static void time_stats(virConnectPtr conn, int count)
{
    double *took = calloc(count, sizeof(double));
    virDomainStatsRecordPtr *records;
    int i, found, values = 0, k;

    for (i = 0; i < count; i++) {
        double start = seconds();
        found = virConnectGetAllDomainStats(conn, 0, &records,
                                            VIR_CONNECT_GET_ALL_DOMAINS_STATS_ACTIVE);
        took[i] = seconds() - start;
        if (found < 0)
            give_up("virConnectGetAllDomainStats");
        for (values = 0, k = 0; k < found; k++)
            values += records[k]->nparams;
        virDomainStatsRecordListFree(records);
    }
    print_median("stats", took, count);
    printf("values %d /1\n", values);
}

static void empty(virConnectPtr conn)
{
    virDomainPtr *list;
    int k, found;

    if ((found = virConnectListAllDomains(conn, &list, VIR_CONNECT_LIST_DOMAINS_ACTIVE)) < 0)
        give_up("virConnectListAllDomains");
    for (k = 0; k < found; k++) {
        if (virDomainDestroy(list[k]) < 0)
            give_up("virDomainDestroy");
        virDomainFree(list[k]);
    }
    free(list);
}

int main(int argc, char **argv)
{
    virDomainPtr dom = NULL;
    virConnectPtr conn;
    int count;

    if (argc < 4) {
        fprintf(stderr, "usage: calls URI call|list|xml|cycle|define|populate|stats|empty [ARGUMENT] N\n");
        return 2;
    }
    count = atoi(argv[argc - 1]);
    if (!(conn = virConnectOpen(argv[1])))
        give_up("virConnectOpen");
    if (!strcmp(argv[2], "xml") && !(dom = virDomainLookupByName(conn, argv[3])))
        give_up("virDomainLookupByName");
    if (!strcmp(argv[2], "cycle"))
        time_cycles(conn, argv[3], count);
    else if (!strcmp(argv[2], "define"))
        time_defines(conn, count);
    else if (!strcmp(argv[2], "populate"))
        populate(conn, argv[3], count);
    else if (!strcmp(argv[2], "stats"))
        time_stats(conn, count);
    else if (!strcmp(argv[2], "empty"))
        empty(conn);
    else
        time_calls(conn, argv[2], dom, count);
    if (dom)
        virDomainFree(dom);
    virConnectClose(conn);
    return 0;
}

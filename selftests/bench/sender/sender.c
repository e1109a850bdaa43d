// SPDX-License-Identifier: GPL-2.0
/*
 * Sends datagrams one after the other, and tells what one costs on its whole way: over veth devices
 * a packet has been received, forwarded and received again before the call that sends it returns.
 *
 *	printf 'ADDRESS DPORT SPORT COUNT FIRST STEP\nTEXT' >/sys/module/sender/parameters/send
 *	cat /sys/module/sender/parameters/cost		# median, in cycles
 *
 * It sends in the network namespace of who writes that. Each ##### in TEXT becomes a number, FIRST and
 * STEP more with every datagram, and so does DPORT if it is 0.
 */
#include <linux/delay.h>
#include <linux/in.h>
#include <linux/inet.h>
#include <linux/module.h>
#include <linux/net.h>
#include <linux/nsproxy.h>
#include <linux/slab.h>
#include <linux/sort.h>
#include <net/net_namespace.h>

#define MAX_COUNT	10000
#define MARK		"#####"
#define DIGITS		5

/**
 * struct order - what is to be sent
 * @to: where
 * @sport: from which port
 * @count: how many datagrams
 * @first: the first one's number
 * @step: from number to number
 * @text: what is in them
 * @len: bytes of @text
 */
struct order {
	struct sockaddr_in to;
	u16 sport;
	unsigned int count;
	unsigned int first;
	unsigned int step;
	char *text;
	size_t len;
};

static u32 cost;

static void number_text(struct order *order, const size_t *marks, unsigned int nmarks,
			unsigned int number)
{
	char digits[DIGITS + 1];
	unsigned int i;

	snprintf(digits, sizeof(digits), "%05u", number);
	for (i = 0; i < nmarks; i++)
		memcpy(order->text + marks[i], digits, DIGITS);
}

static int send_one(struct socket *sock, struct order *order, u32 *cycles)
{
	struct msghdr msg = { .msg_name = &order->to, .msg_namelen = sizeof(order->to) };
	struct kvec vec = { .iov_base = order->text, .iov_len = order->len };
	cycles_t before = get_cycles();
	int sent = kernel_sendmsg(sock, &msg, &vec, 1, order->len);

	*cycles = get_cycles() - before;
	return min(sent, 0);
}

static int send_all(struct socket *sock, struct order *order, u32 *cycles)
{
	bool dport_varies = !order->to.sin_port;
	size_t marks[16];
	unsigned int i, nmarks = 0, number = order->first;
	char *mark = order->text;
	int err;

	for (; nmarks < ARRAY_SIZE(marks) && (mark = strstr(mark, MARK)); mark += DIGITS)
		marks[nmarks++] = mark - order->text;
	for (i = 0; i < order->count; i++, number += order->step) {
		number_text(order, marks, nmarks, number);
		if (dport_varies)
			order->to.sin_port = htons(number);
		/* ksoftirqd finishes first: while it has something to do, packets are left to it. */
		usleep_range(20, 50);
		err = send_one(sock, order, &cycles[i]);
		if (err)
			return err;
	}
	return 0;
}

static int open_socket(struct socket **sock, u16 port)
{
	struct sockaddr_in from = { .sin_family = AF_INET, .sin_port = htons(port) };
	int err = sock_create_kern(current->nsproxy->net_ns, PF_INET, SOCK_DGRAM, IPPROTO_UDP, sock);

	if (err)
		return err;
	err = kernel_bind(*sock, (struct sockaddr *)&from, sizeof(from));
	if (err)
		sock_release(*sock);
	return err;
}

static int compare(const void *a, const void *b)
{
	return *(const u32 *)a < *(const u32 *)b ? -1 : 1;
}

static int carry_out(struct order *order)
{
	u32 *cycles = kvcalloc(order->count, sizeof(*cycles), GFP_KERNEL);
	struct socket *sock;
	int err;

	if (!cycles)
		return -ENOMEM;
	err = open_socket(&sock, order->sport);
	if (err)
		goto err_free;
	err = send_all(sock, order, cycles);
	sock_release(sock);
	sort(cycles, order->count, sizeof(*cycles), compare, NULL);
	cost = cycles[order->count / 2];
err_free:
	kvfree(cycles);
	return err;
}

static int order_set(const char *val, const struct kernel_param *kp)
{
	struct order order = { .to.sin_family = AF_INET };
	const char *text = strchr(val, '\n');
	char addr[16];
	u16 dport;
	int err;

	if (!text || sscanf(val, "%15s %hu %hu %u %u %u", addr, &dport, &order.sport, &order.count,
			    &order.first, &order.step) != 6)
		return -EINVAL;
	if (!order.count || order.count > MAX_COUNT || !in4_pton(addr, -1, (u8 *)&order.to.sin_addr, -1, NULL))
		return -EINVAL;
	order.to.sin_port = htons(dport);
	order.text = kstrdup(text + 1, GFP_KERNEL);
	if (!order.text)
		return -ENOMEM;
	order.len = strlen(order.text);
	err = carry_out(&order);
	kfree(order.text);
	return err;
}

static const struct kernel_param_ops order_ops = { .set = order_set };

module_param_cb(send, &order_ops, NULL, 0200);
module_param(cost, uint, 0444);

static int __init sender_init(void)
{
	return 0;
}

static void __exit sender_exit(void)
{
}

module_init(sender_init);
module_exit(sender_exit);
MODULE_DESCRIPTION("UDP sender that counts what a packet costs");
MODULE_LICENSE("GPL");

#!/bin/busybox sh
# The first process of the test guest: loads drivers, prints that it is up, offers a shell on the console.
/bin/busybox --install -s /bin
export PATH=/bin HOME=/ TERM=dumb
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t devtmpfs dev /dev
mkdir -p /dev/pts && mount -t devpts devpts /dev/pts
while read -r module; do insmod "/modules/$module.ko"; done < /modules/order 2>/dev/null

# Powers off when somebody presses the button; the kernel makes an input device of it.
button() {
    for device in /sys/class/input/event*; do
        [ "$(cat "$device/device/name" 2>/dev/null)" = "Power Button" ] || continue
        if head -c 1 "/dev/input/${device##*/}" > /dev/null; then
            echo "ferrovirt-guest: power button" > /dev/console
            poweroff -f
        fi
    done
}
button &

# An agent, where one was put in; nobody names its port here.
for port in /sys/class/virtio-ports/*; do
    [ -x /usr/sbin/qemu-ga ] && [ "$(cat "$port/name" 2>/dev/null)" = org.qemu.guest_agent.0 ] || continue
    /usr/sbin/qemu-ga -m virtio-serial -p "/dev/${port##*/}" -t /run > /dev/null 2>&1 &
done

ip link set lo up
ip link set eth0 up 2>/dev/null && udhcpc -b -q -i eth0 -s /bin/true > /dev/null 2>&1 &
console=/dev/$(sed 's/.* //' /sys/class/tty/console/active)
read -r uptime rest < /proc/uptime
echo "ferrovirt-guest: up after $uptime s" > "$console"
export PS1='guest# '
while :; do
    setsid -c sh -i < "$console" > "$console" 2>&1
    sleep 1
done

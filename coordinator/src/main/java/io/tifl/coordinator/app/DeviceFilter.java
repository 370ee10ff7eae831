package io.tifl.coordinator.app;

import io.tifl.coordinator.http.DeviceServlet;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.regex.Pattern;

/**
 * Takes what devices ask for out of the way of everything else: they have keys of their own and come by the thousand. A
 * model's version is read by devices and by operators; a device's session is known by its tildes.
 */
final class DeviceFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;
    private static final Pattern OWN = Pattern.compile("/v1/(enrolments|challenges|sessions|orders|replies)(/.*)?");
    private static final Pattern MODEL = Pattern.compile("/v1/jobs/[^/]+/models/[0-9]+");

    private final transient DeviceServlet devices;

    DeviceFilter(DeviceServlet devices) {
        this.devices = devices;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        String path = request.getRequestURI();
        if (OWN.matcher(path).matches() || (MODEL.matcher(path).matches() && isDevice(request))) {
            devices.service(request, response);
        } else {
            chain.doFilter(request, response);
        }
    }

    private static boolean isDevice(HttpServletRequest request) {
        String header = request.getHeader("Authorization");
        return header != null && header.indexOf('~') >= 0;
    }
}

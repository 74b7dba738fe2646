package io.devicegateway.app;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The map of the modules, held by the build. This module sees all of them, so the rules for all of them stand here. */
@AnalyzeClasses(
        packages = "io.devicegateway",
        importOptions = {ImportOption.DoNotIncludeTests.class, ArchitectureTest.DoNotIncludeTestJars.class})
final class ArchitectureTest {

    private static final String ROOT = "io.devicegateway";
    private static final String APP = "io.devicegateway.app..";
    private static final String API = "io.devicegateway.api..";
    private static final String SPI = "io.devicegateway.protocol..";
    private static final String SIMULATION = "io.devicegateway.simulation..";
    private static final String TCP = "io.devicegateway.tcp..";
    private static final String WOSI = "io.devicegateway.wosi..";
    private static final String POWERBANK = "io.devicegateway.powerbank..";
    private static final String PRESSURE = "io.devicegateway.pressure..";
    private static final String VENDING = "io.devicegateway.vending..";
    private static final String CHARGEPILE = "io.devicegateway.chargepile..";

    private static final String[] PROTOCOLS = {WOSI, POWERBANK, PRESSURE, VENDING, CHARGEPILE};
    private static final String JAVA = "java..";
    private static final String NULLNESS = "org.jspecify..";
    private static final String[] JSON = {"tools.jackson..", "com.fasterxml.jackson.annotation.."};

    /** Whole words of a camel-case name: {@code Database} and {@code Baseline} are fine, {@code BaseCodec} is not. */
    private static final String BANNED_WORD = ".*(Manager|Helper|Utils?|Impl|Base|Abstract)(?![a-z]).*";

    /** Words that would tie core to one protocol, one vendor or one transport of a protocol. */
    private static final String PROTOCOL_WORD = ".*(?i:wosi|mqtt|amqp|paho|rabbitmq).*";

    private static final DescribedPredicate<JavaClass> ARE_PART_OF_CORE = resideInAPackage(ROOT + "..")
            .and(DescribedPredicate.not(resideInAPackage(APP)))
            .and(DescribedPredicate.not(resideInAnyPackage(PROTOCOLS)))
            .as("are part of gateway-core");

    @ArchTest
    static void everyModuleIsSeen(JavaClasses imported) {
        Set<String> packages = Set.of(
                "api",
                "protocol",
                "session",
                "registry",
                "journal",
                "router",
                "tcp",
                "store",
                "simulation",
                "metrics",
                "embedded",
                "wosi",
                "powerbank",
                "pressure",
                "vending",
                "chargepile",
                "app");
        assertThat(packages)
                .as("packages that the rules below look at: if one is missing here, its rules hold over nothing")
                .allSatisfy(name ->
                        assertThat(imported.containPackage(ROOT + "." + name)).isTrue());
    }

    @ArchTest
    static final ArchRule apiIsPlainJava = classes()
            .that()
            .resideInAPackage(API)
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(API, JAVA, NULLNESS)
            .because("a remote client must be able to serve the same api, so it may stand on nothing but the JDK");

    @ArchTest
    static final ArchRule spiStandsOnApiAlone = classes()
            .that()
            .resideInAPackage(SPI)
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(SPI, API, JAVA, NULLNESS)
            .because("whoever writes a protocol must need to read no more of core than api and protocol");

    @ArchTest
    static final ArchRule nettyStaysInTcp = noClasses()
            .that()
            .resideOutsideOfPackage(TCP)
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.netty..")
            .because(
                    "the network library is a detail of io.devicegateway.tcp; everything else speaks frames and links");

    @ArchTest
    static final ArchRule mqttClientStaysInVending = noClasses()
            .that()
            .resideOutsideOfPackage(VENDING)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.eclipse.paho..", "com.hivemq..")
            .because("the MQTT client sits behind one adapter, so that it can be exchanged in one place");

    @ArchTest
    static final ArchRule amqpClientStaysInChargepile = noClasses()
            .that()
            .resideOutsideOfPackage(CHARGEPILE)
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.rabbitmq..")
            .because("the AMQP client sits behind one adapter, so that it can be exchanged in one place");

    @ArchTest
    static final ArchRule wosiStandsOnApiAndSpi = protocolMayUse(WOSI);

    @ArchTest
    static final ArchRule powerbankStandsOnApiAndSpi = protocolMayUse(POWERBANK);

    @ArchTest
    static final ArchRule pressureStandsOnApiAndSpi = protocolMayUse(PRESSURE, JSON);

    @ArchTest
    static final ArchRule vendingStandsOnApiAndSpi = protocolMayUse(
            VENDING,
            "io.devicegateway.budget..",
            "io.devicegateway.metrics..",
            "org.eclipse.paho..",
            "org.slf4j..",
            "javax.net..");

    @ArchTest
    static final ArchRule chargepileStandsOnApiAndSpi =
            protocolMayUse(CHARGEPILE, "io.devicegateway.budget..", "com.rabbitmq..", "org.slf4j..", "javax.net..");

    @ArchTest
    static final ArchRule protocolsDoNoInputOrOutput = noClasses()
            .that()
            .resideInAnyPackage(PROTOCOLS)
            .and()
            .haveNameMatching(".*(Framing|Message|Codec|Session)(\\$.*)?")
            .should()
            .dependOnClassesThat(resideInAnyPackage(
                            "java.net..", "java.nio.channels..", "java.nio.file..", "java.sql..")
                    .or(DescribedPredicate.describe(
                            "threads, executors or clocks",
                            (JavaClass type) -> type.isAssignableTo(Thread.class)
                                    || type.isAssignableTo(java.util.concurrent.Executor.class)
                                    || type.isAssignableTo(Clock.class))))
            .allowEmptyShould(true)
            .because("a protocol is a state machine that returns effects; core performs them, in the one safe order");

    @ArchTest
    static final ArchRule coreKnowsNoProtocol = noClasses()
            .that(ARE_PART_OF_CORE)
            .should()
            .dependOnClassesThat(resideInAnyPackage(PROTOCOLS).or(resideInAPackage(APP)))
            .because("dependencies run one way, gateway-app -> protocol modules -> gateway-core");

    @ArchTest
    static final ArchRule coreNamesNoProtocol = noClasses()
            .that(ARE_PART_OF_CORE)
            .should()
            .haveNameMatching(PROTOCOL_WORD)
            .because("a sixth protocol must be addable without touching core, so core names none of the five");

    /** Names of devices and protocols stand in no sentence, example or text of core either. */
    @ArchTest
    static void coreSpeaksOfNoProtocol(JavaClasses classes) throws IOException {
        Pattern names = Pattern.compile("\\b(wosi|powerbank|chargepile|mqtt|amqp|rabbitmq|mosquitto|imei)\\b");
        try (Stream<Path> sources = Files.walk(Path.of("../gateway-core/src/main/java"))) {
            List<Path> files =
                    sources.filter(file -> file.toString().endsWith(".java")).toList();
            assertThat(files).hasSizeGreaterThan(100);
            for (Path file : files) {
                assertThat(names.matcher(Files.readString(file)).results().map(MatchResult::group))
                        .as(file.toString())
                        .isEmpty();
            }
        }
    }

    @ArchTest
    static final ArchRule packagesFormNoCycle = slices().matching(ROOT + ".(*)..")
            .should()
            .beFreeOfCycles()
            .because("two packages that need each other are one package, to read, to test and to replace");

    @ArchTest
    static final ArchRule namesSayWhatAThingIs = noClasses()
            .should()
            .haveNameMatching(BANNED_WORD)
            .because("Manager, Helper, Util, Impl, Base and Abstract say nothing; name the class for what it is");

    @ArchTest
    static final ArchRule onlyTheAppReadsTheWallClock = noClasses()
            .that()
            .resideOutsideOfPackage(APP)
            .should()
            .accessTargetWhere(DescribedPredicate.describe("reads the wall clock", ArchitectureTest::readsTheWallClock))
            .because("time that is handed in can be set by a test; take a java.time.Clock in the constructor");

    private static ArchRule protocolMayUse(String protocol, String... libraries) {
        String[] allowed = new String[libraries.length + 6];
        allowed[0] = protocol;
        allowed[1] = API;
        allowed[2] = SPI;
        allowed[3] = JAVA;
        allowed[4] = NULLNESS;
        allowed[5] = SIMULATION;
        System.arraycopy(libraries, 0, allowed, 6, libraries.length);
        return classes()
                .that()
                .resideInAPackage(protocol)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(allowed)
                .because(
                        "a protocol is written against api and protocol, and its virtual device against simulation: not the rest of core, not another protocol");
    }

    /** Calls and references alike: {@code Instant.now()}, {@code System::currentTimeMillis}, {@code new Date()}. */
    private static boolean readsTheWallClock(JavaAccess<?> access) {
        JavaClass owner = access.getTargetOwner();
        String method = access.getTarget().getName();
        String descriptor = access.getTarget().getFullName();
        if (owner.isEquivalentTo(System.class)) {
            return method.equals("currentTimeMillis");
        }
        if (owner.isEquivalentTo(Clock.class)) {
            return method.matches("system.*|tick(Millis|Seconds|Minutes)");
        }
        if (owner.isEquivalentTo(Date.class)) {
            return descriptor.endsWith("<init>()");
        }
        return owner.getPackageName().startsWith("java.time")
                && method.equals("now")
                && !descriptor.contains("java.time.Clock");
    }

    /** Leaves out what core publishes for tests, once that is a jar. */
    static final class DoNotIncludeTestJars implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("-tests.jar");
        }
    }
}
